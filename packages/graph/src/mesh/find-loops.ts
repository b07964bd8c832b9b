import { isAction, type PlugData, plugKey } from './mesh-data.ts'
import { groupBySource, pathTo, reachFrom } from './reach.ts'

/** Plugs that lead around in a circle with an action in it: what it causes may cause it again. */
export interface Loop {
  /** In the order of the flow, each from the instance where the one before ends; the first is an action. */
  readonly plugs: readonly PlugData[]
}

/** Finds, for each action that can come back to what triggered it, the shortest loop; each loop once, the shortest first. */
export function findLoops(plugs: readonly PlugData[]): Loop[] {
  const leaving = groupBySource(plugs)
  const loops = plugs.filter(isAction).flatMap((action) => {
    const reached = reachFrom([action.destination], leaving)
    return reached.has(action.source) ? [{ plugs: [action, ...pathTo(reached, action.source)] }] : []
  })
  const distinct = new Map(loops.map((loop) => [loop.plugs.map(plugKey).sort().join('\n'), loop]))
  return [...distinct.values()].sort((a, b) => a.plugs.length - b.plugs.length || compareKeys(a, b))
}

function compareKeys(a: Loop, b: Loop): number {
  return a.plugs.map(plugKey).join('\n') < b.plugs.map(plugKey).join('\n') ? -1 : 1
}
