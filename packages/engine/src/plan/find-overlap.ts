import { type PlugState, sayPlug } from '../state/plug-state.ts'
import type { AbandonedPlug, RecordedPlug } from './plug-facts.ts'

/** Why what is recorded of a plug may not be there once the plan was obeyed, if so. */
export type FindOverlap = (recorded: RecordedPlug) => string | undefined

/**
 * Finds the plugs that were set up while another one, which no manifest wants any more, could not be torn down. Where that was the same plug under
 * an older name, as after an instance was renamed, what the two made bears one name on the tenant, and each attempt to tear the old one down may
 * take it away.
 */
export function overlapWith(abandoned: readonly AbandonedPlug[]): FindOverlap {
  const staying = abandoned.flatMap(({ state, refused }) =>
    refused === undefined && state.undoingSince !== undefined ? [{ state, since: state.undoingSince }] : [],
  )
  return ({ state }) => {
    const found = staying.find(
      ({ state: other, since }) => isAlike(state, other) && state.steps.some(({ at }) => at >= since),
    )
    return found && `${sayPlug(found.state.plug)} is torn down, which may take what this made`
  }
}

/** Whether the tenants could take what the two made for one: of one topic, between the same products. */
function isAlike(one: PlugState, other: PlugState): boolean {
  return (
    one.plug.topic === other.plug.topic &&
    one.plug.mode === other.plug.mode &&
    productsOf(one).some((each) => productsOf(other).includes(each))
  )
}

function productsOf({ steps }: PlugState): string[] {
  return steps.map(({ side, product, target }) => (side === 'source' ? [product, target] : [target, product]).join('/'))
}
