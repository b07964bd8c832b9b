import { MeshroomError, type Mode, type Plug, type Role, suggestName } from '@meshroom/model'
import { describePlug, sideOfPlug } from '../mesh/describe-plug.ts'
import { findInstance, findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { pickPlug } from '../mesh/pick-plug.ts'
import type { SideSelection } from '../mesh/select-integrations.ts'
import type { SideOfPlug } from '../run/hook-input.ts'
import { plugRef, sayPlug } from '../state/plug-state.ts'
import type { PlayTarget } from './play-target.ts'
import type { Actor, Scene } from './scene.ts'

/**
 * Finds what a person wants to play. A topic that is almost right is taken as the one near it, with a warning `NAME_CORRECTED`; a plug that is not up
 * is a warning `PLUG_NOT_UP`.
 *
 * @param roles those that an instance alone may play, the likeliest first
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `PLUG_UNKNOWN`
 */
export async function setScene(mesh: Mesh, target: PlayTarget, roles: readonly Role[]): Promise<Scene> {
  const { destination } = target
  return destination === undefined ? aloneScene(mesh, target, roles) : plugScene(mesh, { ...target, destination })
}

async function plugScene(mesh: Mesh, target: PlayTarget & { readonly destination: string }): Promise<Scene> {
  const { source, destination, mode } = target
  const between = mesh.project.plugs.filter((plug) => plug.source === source && plug.destination === destination)
  const topics = between.map(({ topic }) => topic)
  const topic = correctTopic(mesh, target.topic, topics)
  const manifest =
    pickPreferred(between, { topic, mode }) ?? pickPlug(mesh, { topic, source, destination, ...(mode && { mode }) })
  const { selection, format } = await describePlug(mesh, manifest)
  const state = await mesh.states.read(manifest)
  if (state?.status !== 'up' && manifest.status !== 'up') warnNotUp(mesh, manifest)
  const actors = await Promise.all(
    selection.sides.map((side) => actorOf(mesh, side, sideOfPlug(mesh, { plug: manifest, side, selection }))),
  )
  return {
    topic,
    mode: manifest.mode,
    ...(format !== undefined && { format }),
    plug: plugRef(manifest),
    outputs: state?.outputs ?? {},
    actors,
  }
}

async function actorOf(
  mesh: Mesh,
  { role, instance, product: name, integration }: SideSelection,
  side: SideOfPlug,
): Promise<Actor> {
  const { hooks } = await mesh.hooksOf(name)
  return {
    role,
    product: findProduct(mesh, name),
    instance: findInstance(mesh, instance),
    hooks,
    ...(integration !== undefined && { integration }),
    side,
  }
}

/** Of two modes, push. */
function pickPreferred(
  plugs: readonly Plug[],
  { topic, mode }: { topic: string; mode: Mode | undefined },
): Plug | undefined {
  const named = plugs.filter((plug) => plug.topic === topic && plug.mode === (mode ?? plug.mode))
  return named.find((plug) => plug.mode === 'push') ?? named[0]
}

async function aloneScene(mesh: Mesh, target: PlayTarget, roles: readonly Role[]): Promise<Scene> {
  const instance = findInstance(mesh, target.source)
  const product = findProduct(mesh, instance.product)
  const { hooks } = await mesh.hooksOf(product.name)
  const topics = [
    ...product.capabilities.map(({ topic }) => topic),
    ...mesh.integrationsOf(product.name).map(({ topic }) => topic),
    ...hooks.map(({ options }) => options.topic),
  ].filter((topic) => topic !== undefined)
  const topic = correctTopic(mesh, target.topic, topics)
  const actors = roles.map((role): Actor => ({ role, product, instance, hooks }))
  return { topic, mode: target.mode ?? 'push', outputs: {}, actors }
}

/** The topic that is there, if the one that was typed is not and is near it. */
export function correctTopic(mesh: Pick<Mesh, 'ports'>, typed: string, topics: readonly string[]): string {
  if (topics.includes(typed)) return typed
  const meant = suggestName(typed, new Set(topics))
  if (meant === undefined) return typed
  mesh.ports.emit({
    type: 'warning',
    code: 'NAME_CORRECTED',
    message: `there is no topic "${typed}" here: "${meant}" is taken`,
  })
  return meant
}

function warnNotUp(mesh: Mesh, plug: Plug): void {
  mesh.ports.emit({
    type: 'warning',
    code: 'PLUG_NOT_UP',
    message: `${sayPlug(plug)} is not up: what it needs on the tenants may be missing`,
    hint: `meshroom up ${plug.source} ${plug.destination} ${plug.topic}`,
  })
}

/** Says that nothing serves what was asked. */
export function nothingServes(
  scene: Scene,
  { kind, how }: { readonly kind: string; readonly how: string },
): MeshroomError {
  const products = [...new Set(scene.actors.map(({ product }) => product.name))]
  const whose = products.length > 1 ? `neither ${products.join(' nor ')} has` : `${products[0]} has no`
  const article = /^[aeiou]/.test(kind) ? 'an' : 'a'
  const what = products.length > 1 ? `${article} ${kind} hook for ${scene.topic}` : `${kind} hook for ${scene.topic}`
  return new MeshroomError('PLAY_NO_HOOK', `${whose} ${what}, and ${how}`, {
    hint: `write one in products/${products[0]}/: export const ${kind}Records = ${kind}('${scene.topic}', …)`,
    data: { kind, topic: scene.topic, products },
  })
}
