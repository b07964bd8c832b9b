import type { JsonValue } from '@meshroom/hooks-sdk'
import type { Role } from '@meshroom/model'
import type { Mesh } from '../mesh/mesh.ts'
import { openHosts } from '../run/open-hosts.ts'
import { answerValue, callDeclarative } from './call-declarative.ts'
import { checkArguments } from './check-arguments.ts'
import { findDeclarative } from './find-declarative.ts'
import { playInput } from './play-input.ts'
import type { PlayTarget } from './play-target.ts'
import { selectPlayHook } from './select-play-hook.ts'
import { nothingServes, setScene } from './set-scene.ts'

export interface ActionCall {
  readonly kind: 'trigger' | 'execute'
  readonly target: PlayTarget
  /** As given with `-p key=value`. */
  readonly arguments: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

const roleOf = { trigger: 'trigger', execute: 'executor' } as const satisfies Record<ActionCall['kind'], Role>

/** Calls an action by the hook of the kind, or by a capability with a URL. An action is never tried twice: it may have had its effect. */
export async function callAction(mesh: Mesh, call: ActionCall): Promise<JsonValue> {
  const { kind, target, signal } = call
  const scene = await setScene(mesh, target, [roleOf[kind]])
  const words = [kind, scene.topic, target.source, target.destination].filter((word) => word !== undefined)
  const given = await checkArguments(mesh, {
    scene,
    role: roleOf[kind],
    given: call.arguments,
    command: `meshroom ${words.join(' ')}`,
  })
  const chosen = selectPlayHook(kind, scene)
  if (chosen === undefined) {
    const declarative = findDeclarative(scene, { roles: [roleOf[kind]] })
    if (declarative === undefined) throw nothingServes(scene, { kind, how: 'no capability with a URL can be called' })
    return answerValue(await callDeclarative(mesh, declarative, { arguments: given, signal }))
  }
  const hosts = openHosts(mesh, kind)
  try {
    const input = { ...playInput(scene, chosen.actor), arguments: given }
    const host = hosts.of(chosen.actor.product.name)
    return (await host.call(chosen.hook, input, signal === undefined ? {} : { signal })).result
  } finally {
    await hosts.close()
  }
}
