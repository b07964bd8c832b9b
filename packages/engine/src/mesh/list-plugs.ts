import type { Diagnostic, Plug } from '@meshroom/model'
import type { EngineEvent } from '../events.ts'
import type { PlugRef } from '../plan/plan.ts'
import { type PlugState, plugKey, plugRef } from '../state/plug-state.ts'
import { matchSearch } from './match-search.ts'
import type { Mesh } from './mesh.ts'

export interface PlugRow extends PlugRef {
  readonly format?: string
  /** What is recorded in this environment; `unknown` where the record cannot be read. */
  readonly status: PlugState['status'] | 'unknown'
}

/**
 * Lists the plugs of the mesh by source, destination, topic and mode; with words, only those that have all of them in one of these. A state that
 * cannot be read is a warning, and its plug `unknown`.
 */
export async function listPlugs(
  mesh: Mesh,
  { search = [] }: { readonly search?: readonly string[] } = {},
): Promise<readonly PlugRow[]> {
  const { states, problems } = await mesh.states.readAll()
  for (const { diagnostic } of problems) mesh.ports.emit(asWarning(diagnostic))
  const recorded = new Map<string, PlugRow['status']>([
    ...states.map((state) => [plugKey(state.plug), state.status] as const),
    ...problems.map(({ plug }) => [plugKey(plug), 'unknown'] as const),
  ])
  return mesh.project.plugs
    .filter(({ source, destination, topic, mode }) => matchSearch(search, [source, destination, topic, mode]))
    .map((plug) => toRow(plug, recorded.get(plugKey(plug))))
    .sort((a, b) => (plugKey(a) < plugKey(b) ? -1 : 1))
}

function asWarning({ code, message, hint, file }: Diagnostic): EngineEvent {
  return { type: 'warning', code, message: `${file}: ${message}`, ...(hint !== undefined && { hint }) }
}

function toRow(plug: Plug, recorded: PlugRow['status'] | undefined): PlugRow {
  const { format, status } = plug
  return {
    ...plugRef(plug),
    ...(format !== undefined && { format }),
    status: recorded ?? (status === 'up' ? 'up' : 'down'),
  }
}
