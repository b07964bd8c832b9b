import type { JsonValue } from '@meshroom/hooks-sdk'
import type { Mesh } from '../mesh/mesh.ts'
import { callAction } from './call-action.ts'
import type { PlayTarget } from './play-target.ts'

/**
 * Carries out an action on the destination of a plug, or on an instance alone, by its `execute` hook or its capability with a URL.
 *
 * @param args texts, converted and checked where the integration's manifest has `arguments`, a JSON Schema
 * @throws MeshroomError `ARGUMENT_MISSING` with the command line that gives them, `ARGUMENT_INVALID`, `PLAY_NO_HOOK`, `PLUG_UNKNOWN`, `INSTANCE_UNKNOWN`;
 * what the hook fails with; `HTTP_…`
 * @example
 * await execute(mesh, { topic: 'block_ip', source: 'mysekoia', destination: 'myedr' }, { query: '192.0.2.1' })
 */
export async function execute(
  mesh: Mesh,
  target: PlayTarget,
  args: Readonly<Record<string, string>>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<JsonValue> {
  return callAction(mesh, { kind: 'execute', target, arguments: args, signal })
}
