import type { JsonValue } from '@meshroom/hooks-sdk'
import type { Mesh } from '../mesh/mesh.ts'
import { callAction } from './call-action.ts'
import type { PlayTarget } from './play-target.ts'

/**
 * Makes the source of a plug, or an instance alone, ask for an action as it would in production. The result is what its `trigger` hook returns, or what its
 * capability with a URL answers.
 *
 * @param args texts, converted and checked where the integration's manifest has `arguments`, a JSON Schema
 * @throws MeshroomError `ARGUMENT_MISSING` with the command line that gives them, `ARGUMENT_INVALID`, `PLAY_NO_HOOK`, `PLUG_UNKNOWN`, `INSTANCE_UNKNOWN`;
 * what the hook fails with; `HTTP_…`
 * @example
 * await trigger(mesh, { topic: 'search_threat', source: 'mysekoia', destination: 'myedr' }, { query: '192.0.2.1' })
 */
export async function trigger(
  mesh: Mesh,
  target: PlayTarget,
  args: Readonly<Record<string, string>>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<JsonValue> {
  return callAction(mesh, { kind: 'trigger', target, arguments: args, signal })
}
