import { isAttributed } from '../state/attribute-outputs.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import { changeOf } from './change-of-step.ts'
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
  if (steps.length === 0) return `${desired.steps[0]?.instance} sets up both ends now`
  const before = state.steps.find((step) => step.side === side)
  for (const step of steps) {
    if (before !== undefined && before.product !== step.product)
      return `product changed: ${before.product} to ${step.product}`
    if (before !== undefined && before.inputs.integration?.file !== step.inputs.integration?.file)
      return `integration changed: ${before.inputs.integration?.file ?? 'generic'} to ${step.inputs.integration?.file ?? 'generic'}`
    const change = step.replace ? changeOf(step, state.steps) : undefined
    if (change !== undefined) return `${change} (replaced)`
  }
  return undefined
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
