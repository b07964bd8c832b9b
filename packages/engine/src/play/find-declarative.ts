import type { Capability, HttpCall, Mode, Role } from '@meshroom/model'
import type { Actor, Scene } from './scene.ts'

/** A capability that Meshroom itself can call. */
export interface Declarative {
  readonly actor: Actor
  readonly http: HttpCall
}

/** Finds the capability with a URL that serves what is played, a named topic before any. */
export function findDeclarative(
  scene: Scene,
  { roles, mode }: { readonly roles: readonly Role[]; readonly mode?: Mode },
): Declarative | undefined {
  for (const actor of scene.actors.filter(({ role }) => roles.includes(role))) {
    const fitting = actor.product.capabilities.filter((capability) => fits(capability, { actor, scene, mode }))
    const http = (fitting.find(({ topic }) => topic !== undefined) ?? fitting[0])?.http
    if (http !== undefined) return { actor, http }
  }
  return undefined
}

function fits(
  { role, topic, mode, format, http }: Capability,
  wanted: { readonly actor: Actor; readonly scene: Scene; readonly mode: Mode | undefined },
): boolean {
  const { scene } = wanted
  const modes = scene.plug === undefined ? (wanted.mode ?? mode) : scene.mode
  return (
    http !== undefined &&
    role === wanted.actor.role &&
    (topic ?? scene.topic) === scene.topic &&
    mode === modes &&
    (wanted.mode ?? mode) === mode &&
    (format === undefined || scene.format === undefined || format.toLowerCase() === scene.format.toLowerCase())
  )
}
