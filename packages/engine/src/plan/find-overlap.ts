import { type PlugState, plugKey, sayPlug } from '../state/plug-state.ts'
import type { PlanStep } from './plan.ts'
import type { RecordedPlug } from './plug-facts.ts'

/** Why what is recorded of a plug may not be there once the plan was obeyed, if so. */
export type FindOverlap = (recorded: RecordedPlug) => string | undefined

/**
 * Finds the plugs that were set up while another one that is to be torn down could not be. Where that was the same plug under an older name, as after
 * an instance was renamed, or made what is named by the same setting, the two are one on the tenant, and each attempt to tear the other down may take
 * it away.
 *
 * @param leaving of which something is to be torn down
 */
export function overlapWith(leaving: readonly RecordedPlug[]): FindOverlap {
  const staying = leaving.flatMap(({ state, refused }) =>
    refused === undefined && state.undoingSince !== undefined ? [{ state, since: state.undoingSince }] : [],
  )
  return ({ state }) => {
    const found = staying.find(
      ({ state: other, since }) =>
        plugKey(other.plug) !== plugKey(state.plug) &&
        state.steps.some((step) => step.at >= since && isAlike(other, { plug: state.plug, ...step })),
    )
    return found && `${sayPlug(found.state.plug)} is torn down, which may take what this made`
  }
}

/** Whether a tenant could take what a plug has made there for what a step of another makes: of one topic, on the same product. */
export function isAlike({ plug, steps }: PlugState, step: Pick<PlanStep, 'plug' | 'product'>): boolean {
  return (
    plug.topic === step.plug.topic &&
    plug.mode === step.plug.mode &&
    steps.some(({ product }) => product === step.product)
  )
}
