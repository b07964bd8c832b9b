import type { DesiredPlug } from '../plan/plug-facts.ts'
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

/** Whether a step of it failed, or nobody knows how far it came. */
export function isUnfinished({ steps }: PlugState): boolean {
  return steps.some(({ outcome }) => outcome === 'failed' || outcome === 'interrupted')
}

/**
 * The state of an unfinished plug that was mended by hand: what was not done counts as done with today's inputs. What was done keeps the inputs
 * that it was done with, and what nobody wants any more is still to be undone.
 */
export function settlePlug(desired: DesiredPlug, before: PlugState, adopter: Adopter): PlugState {
  const adopted = adoptPlug(desired, adopter)
  const recorded = (wanted: RecordedStep, steps: readonly RecordedStep[]) =>
    steps.find(({ side, hook }) => side === wanted.side && hook === wanted.hook)
  const unwanted = before.steps.filter((step) => recorded(step, adopted.steps) === undefined)
  const done = before.steps.filter(({ outcome }) => outcome === 'done')
  const steps = [...unwanted, ...adopted.steps.map((step) => recorded(step, done) ?? step)]
  const { failure: _, ...rest } = before
  return { ...rest, ...adopted, steps, outputs: before.outputs }
}
