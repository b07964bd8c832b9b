import type { DesiredPlug, DesiredStep } from '../plan/plug-facts.ts'
import { type PlugState, type RecordedStep, stateVersion } from './plug-state.ts'

/** When an earlier tool set something up is not known. */
const unknownTime = '1970-01-01T00:00:00.000Z'

interface Adopter {
  /** ISO 8601. */
  readonly at?: string
  readonly by?: string
}

/** The state of a plug that was not set up by Meshroom: every step counts as done, with today's inputs. */
export function adoptPlug({ plug, format, steps }: DesiredPlug, { at = unknownTime, by }: Adopter = {}): PlugState {
  return {
    version: stateVersion,
    plug,
    status: 'up',
    ...(format !== undefined && { format }),
    steps: steps.map(({ side, role, product, instance, target, hook, replace, inputs }) => ({
      side,
      role,
      product,
      instance,
      target,
      hook,
      ...(replace && { replace }),
      outcome: 'done',
      at,
      ...(by !== undefined && { by }),
      inputs,
    })),
    outputs: {},
  }
}

/**
 * Whether setting the plug up has not come to its end, as far as is recorded: a step that is wanted was not done, or one of a hook that is gone
 * keeps it from being up. Drift is no such thing: what drifted was done.
 */
export function isUnfinished(desired: DesiredPlug, { status, steps }: PlugState): boolean {
  const wasDone = ({ outcome }: RecordedStep) => outcome === 'done' || outcome === 'drifted'
  if (!desired.steps.every((wanted) => steps.some((step) => isSame(step, wanted) && wasDone(step)))) return true
  return steps.some(isLeftOver(desired)) || (status === 'partial' && steps.every(({ outcome }) => outcome === 'done'))
}

/**
 * The state of an unfinished plug that was mended by hand: what was not done counts as done with today's inputs. What was done keeps the inputs
 * that it was done with, and what nobody wants any more is still to be undone. Steps of hooks that are gone, which never came to their end, are
 * forgotten where their side is up as it is wanted now.
 */
export function settlePlug(desired: DesiredPlug, before: PlugState, adopter: Adopter): PlugState {
  const adopted = adoptPlug(desired, adopter)
  const isForgotten = isLeftOver(desired)
  const unwanted = before.steps.filter(
    (step) => !isForgotten(step) && !adopted.steps.some((wanted) => isSame(wanted, step)),
  )
  const done = before.steps.filter(({ outcome }) => outcome === 'done')
  const steps = [...unwanted, ...adopted.steps.map((wanted) => done.find((step) => isSame(step, wanted)) ?? wanted)]
  const { failure: _, ...rest } = before
  return { ...rest, ...adopted, steps, outputs: before.outputs }
}

/** Tells steps that were not done of hooks that are gone, where the same product still has their side, for the same integration. */
function isLeftOver({ steps: wanted }: DesiredPlug): (step: RecordedStep) => boolean {
  const fileOf = ({ inputs }: DesiredStep | RecordedStep) => inputs.integration?.file
  return (step) =>
    step.outcome !== 'done' &&
    wanted.every((each) => !isSame(each, step)) &&
    wanted.some((each) => each.side === step.side && each.product === step.product && fileOf(each) === fileOf(step))
}

type StepKey = Pick<RecordedStep, 'side' | 'hook'>

function isSame(a: StepKey, b: StepKey): boolean {
  return a.side === b.side && a.hook === b.hook
}
