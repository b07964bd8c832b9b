import type { Plug } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { type PlugState, plugKey, plugRef } from '../state/plug-state.ts'
import { matchSearch } from './match-search.ts'
import type { Mesh } from './mesh.ts'

export interface PlugRow extends PlugRef {
  readonly format?: string
  /** What is recorded in this environment. */
  readonly status: PlugState['status']
}

/**
 * Lists the plugs of the mesh by source, destination, topic and mode; with words, only those that have all of them in one of these. A state that
 * cannot be read is a warning, and its plug `partial`.
 */
export async function listPlugs(
  mesh: Mesh,
  { search = [] }: { readonly search?: readonly string[] } = {},
): Promise<readonly PlugRow[]> {
  const { states, problems } = await mesh.states.readAll()
  for (const { diagnostic } of problems) mesh.ports.emit({ type: 'warning', ...diagnostic })
  const recorded = new Map<string, PlugState['status']>([
    ...states.map((state) => [plugKey(state.plug), state.status] as const),
    ...problems.map(({ plug }) => [plugKey(plug), 'partial'] as const),
  ])
  return mesh.project.plugs
    .filter(({ source, destination, topic, mode }) => matchSearch(search, [source, destination, topic, mode]))
    .map((plug) => toRow(plug, recorded.get(plugKey(plug))))
    .sort((a, b) => (plugKey(a) < plugKey(b) ? -1 : 1))
}

function toRow(plug: Plug, recorded: PlugState['status'] | undefined): PlugRow {
  const { format, status } = plug
  return {
    ...plugRef(plug),
    ...(format !== undefined && { format }),
    status: recorded ?? (status === 'up' ? 'up' : 'down'),
  }
}
