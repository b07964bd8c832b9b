import type { CapabilityData } from '../src/match/capability.ts'
import { isAction, listInstances } from '../src/mesh/mesh-data.ts'
import { narrowMesh } from '../src/render/narrow-mesh.ts'
import type { PagePlug } from '../src/render/page/page-data.ts'
import { type Atlas, statusOf, statusOfProduct } from './atlas.ts'
import type { PageState } from './page-state.ts'

type Question = Pick<PageState, 'search' | 'topic' | 'role' | 'status'>

/** Names of the products or instances that the focus, the search and the filters let through, in the order of the list. */
export function findMatches(atlas: Atlas, state: PageState): string[] {
  const { view, focus } = state
  if (view === 'mesh') {
    const near = atlas.instances.has(focus) ? instancesAround(atlas, state) : undefined
    return [...atlas.instances.keys()].filter(
      (name) => near?.has(name) !== false && matchesInstance(atlas, name, state),
    )
  }
  const near = atlas.products.has(focus) ? productsAround(atlas, state) : undefined
  return atlas.ranked.filter((name) => near?.has(name) !== false && matchesProduct(atlas, name, state))
}

function instancesAround({ data }: Atlas, { focus, depth, topic }: PageState): ReadonlySet<string> {
  return new Set(listInstances(narrowMesh(data, { focus, depth, topic: topic || undefined })))
}

function productsAround({ graph }: Atlas, { focus, topic }: PageState): ReadonlySet<string> {
  return new Set([focus, ...[...graph.neighbors(focus, { topic: topic || undefined })].map(({ product }) => product)])
}

export function matchesProduct(atlas: Atlas, name: string, { search, topic, role, status }: Question): boolean {
  const product = atlas.products.get(name)
  if (product === undefined) return false
  const fits = (capability: CapabilityData) =>
    (topic === '' || capability.topic === undefined || capability.topic === topic) &&
    (role === '' || capability.role === role)
  return (
    (topic === '' && role === '' ? true : product.capabilities.some(fits)) &&
    (status === '' || statusOfProduct(atlas, name) === status) &&
    hasWords(search, [name, product.vendor, ...product.tags, ...(atlas.instancesOf.get(name) ?? [])])
  )
}

export function matchesInstance(atlas: Atlas, name: string, { search, topic, role, status }: Question): boolean {
  const plugs = atlas.plugsOf.get(name) ?? []
  const fits = (plug: PagePlug) =>
    (topic === '' || plug.topic === topic) &&
    (role === '' || roleIn(plug, name) === role) &&
    (status === '' || statusOf(plug) === status)
  const anyPlug = topic === '' && role === '' && (status === '' || status === 'none')
  const stands = anyPlug ? status === '' || plugs.length === 0 : plugs.some(fits)
  const vendor = atlas.products.get(atlas.instances.get(name) ?? '')?.vendor
  return stands && hasWords(search, [name, atlas.instances.get(name), vendor, ...plugs.map((plug) => plug.topic)])
}

function roleIn(plug: PagePlug, name: string): string {
  if (isAction(plug)) return plug.source === name ? 'trigger' : 'executor'
  return plug.source === name ? 'producer' : 'consumer'
}

/** Whether each word of the search is in one of the texts, whatever the case. */
export function hasWords(search: string, texts: readonly (string | undefined)[]): boolean {
  const whole = texts.join('\n').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word))
}
