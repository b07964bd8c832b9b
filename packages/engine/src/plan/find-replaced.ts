import { isAttributed } from '../state/attribute-outputs.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import { explainChange } from './explain-change.ts'
import type { DesiredPlug, DesiredStep, RecordedPlug } from './plug-facts.ts'

type Side = RecordedStep['side']

/** Recorded sides that are undone before they are set up again, each with its cause. */
export type ReplacedSides = ReadonlyMap<Side, string>

/**
 * The sides that a change makes another thing, and no others: what is left up must not be torn down for it. Where nobody knows which side put out what,
 * all of them: what a side that is gone has put out must not be taken for what is there.
 */
export function findReplaced(desired: DesiredPlug, { state }: Pick<RecordedPlug, 'state'>): ReplacedSides {
  const sides = [...new Set(state.steps.map(({ side }) => side))]
  const whole = formatChange(desired, state)
  if (whole !== undefined) return new Map(sides.map((side) => [side, whole]))
  const causes = new Map(sides.flatMap((side) => entry(side, whyReplaced(side, { desired, state }))))
  const [first] = causes.values()
  if (first !== undefined && !isAttributed(state))
    return new Map(sides.map((side) => [side, causes.get(side) ?? first]))
  return withFollowers(causes, { desired, sides })
}

/** What is said of a step that comes after one on a replaced side. */
export function sayReplaced({ instance }: Pick<DesiredStep, 'instance'>): string {
  return `after ${instance} was replaced`
}

interface Compared {
  readonly desired: DesiredPlug
  readonly state: PlugState
}

function whyReplaced(side: Side, { desired, state }: Compared): string | undefined {
  const steps = desired.steps.filter((step) => step.side === side)
  const [now] = steps
  if (now === undefined) return `${desired.steps[0]?.instance} sets up both ends now`
  const recorded = state.steps.filter((step) => step.side === side)
  return (
    recorded.map((before) => whyOther(before, now)).find((cause) => cause !== undefined) ??
    recorded.map((before) => whyUndone(before, steps)).find((cause) => cause !== undefined)
  )
}

/** Of the whole side, which every step of it knows. */
function whyOther(before: RecordedStep, now: DesiredStep): string | undefined {
  if (before.product !== now.product) return `product changed: ${before.product} to ${now.product}`
  const [file, nowFile] = [before, now].map(({ inputs }) => inputs.integration?.file ?? 'generic')
  return file === nowFile ? undefined : `integration changed: ${file} to ${nowFile}`
}

/**
 * What a hook that says `replace` has made does not take up a change. Whatever came of the step: what is failed or was cut off may have had
 * effects, and only the inputs recorded with it find them. Where its hook is gone, nobody sets up again what it made: it goes where that hook
 * said `replace`, or one that is left does.
 */
function whyUndone(before: RecordedStep, steps: readonly DesiredStep[]): string | undefined {
  const same = steps.find(({ hook }) => hook === before.hook)
  const replaces = same?.replace ?? (before.replace === true || steps.some(({ replace }) => replace))
  if (!replaces) return undefined
  const change = same === undefined ? whyGone(before, steps) : explainChange(before.inputs, same.inputs)
  return change && `${change} (replaced)`
}

/** The change that came with it, if any: all steps of a side have the same inputs besides code. */
function whyGone({ hook, inputs }: RecordedStep, [now]: readonly DesiredStep[]): string {
  const change = now && explainChange(inputs, { ...now.inputs, code: inputs.code })
  return change ?? `hook removed: ${hook}`
}

/** A hook that meets a change by teardown and setup does so too where the side before it is another thing now. */
function withFollowers(
  causes: ReplacedSides,
  { desired, sides }: { readonly desired: DesiredPlug; readonly sides: readonly Side[] },
): ReplacedSides {
  const all = new Map(causes)
  let earlier: DesiredStep | undefined
  for (const step of desired.steps) {
    if (earlier !== undefined && earlier.side !== step.side && step.replace && sides.includes(step.side))
      all.set(step.side, all.get(step.side) ?? sayReplaced(earlier))
    if (all.has(step.side)) earlier ??= step
  }
  return all
}

/** Of both sides: what flows is another thing. */
function formatChange({ format }: DesiredPlug, { format: before }: PlugState): string | undefined {
  if (before?.toLowerCase() === format?.toLowerCase()) return undefined
  return `format changed: ${before ?? 'none'} to ${format ?? 'none'}`
}

function entry(side: Side, cause: string | undefined): (readonly [Side, string])[] {
  return cause === undefined ? [] : [[side, cause]]
}
