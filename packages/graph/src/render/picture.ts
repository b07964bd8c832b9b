import { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { Mode } from '../match/capability.ts'
import { isAction, type MeshData, sortPlugs } from '../mesh/mesh-data.ts'
import { listArrows } from './list-arrows.ts'
import { narrowMesh, type RenderMeshOptions } from './narrow-mesh.ts'
import type { RenderCapabilitiesOptions } from './render-capabilities.ts'
import { selectProducts } from './select-products.ts'

/** A box of a picture. */
export interface PictureNode {
  /** Name of the product or instance; unique in the picture. */
  readonly name: string
  /** Of an instance: its product, where that is known. */
  readonly product?: string
}

/** An arrow of a picture, in the direction of the flow. */
export interface PictureArrow {
  readonly source: string
  readonly destination: string
  /** `action` when the source triggers and the destination executes. */
  readonly kind: 'data' | 'action'
  /** Sorted; of a plug exactly one. */
  readonly topics: readonly string[]
  /** Of a plug. */
  readonly mode?: Mode
  readonly format?: string
  readonly status?: 'up' | 'down' | 'partial'
}

/** What is drawn, as data: boxes by name, arrows by their ends. */
export interface Picture {
  readonly of: 'capabilities' | 'mesh'
  readonly nodes: readonly PictureNode[]
  readonly arrows: readonly PictureArrow[]
  /** How many products are left out because of the limit. */
  readonly hidden: number
}

export type PictureOptions = RenderCapabilitiesOptions & RenderMeshOptions

/**
 * Says what a picture of a capability graph or of a mesh shows. Equal input gives equal pictures. Without a limit, all is shown.
 *
 * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`, `GRAPH_UNKNOWN_INSTANCE` when the focus is not there
 */
export function composePicture(input: CapabilityGraph | MeshData, options: PictureOptions = {}): Picture {
  return input instanceof CapabilityGraph ? composeProducts(input, options) : composeInstances(input, options)
}

function composeProducts(graph: CapabilityGraph, options: PictureOptions): Picture {
  const unlimited = { ...options, limit: options.limit ?? Number.POSITIVE_INFINITY }
  const { shown, hidden } = selectProducts(graph, unlimited)
  const arrows = listArrows(graph, shown, options).map(({ source, destination, action, topics }): PictureArrow => {
    return { source, destination, kind: action ? 'action' : 'data', topics }
  })
  return { of: 'capabilities', nodes: [...shown.keys()].sort().map((name) => ({ name })), arrows, hidden }
}

function composeInstances(mesh: MeshData, options: PictureOptions): Picture {
  const { instances, plugs } = narrowMesh(mesh, options)
  const nodes = new Map<string, PictureNode>()
  for (const { source, destination } of plugs) for (const name of [source, destination]) nodes.set(name, { name })
  for (const { name, product } of instances) nodes.set(name, { name, product })
  const arrows = sortPlugs(plugs).map((plug): PictureArrow => {
    const { source, destination, topic, mode, format, status } = plug
    const more = { ...(format !== undefined && { format }), ...(status !== undefined && { status }) }
    return { source, destination, kind: isAction(plug) ? 'action' : 'data', topics: [topic], mode, ...more }
  })
  return { of: 'mesh', nodes: [...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), arrows, hidden: 0 }
}

/** What is written on an arrow; more than a handful of topics are counted. */
export function labelArrow({ topics, mode, format, status }: PictureArrow): string {
  const more = topics.length - 5
  const said = more > 1 ? `${topics.slice(0, 5).join(', ')} +${more}` : topics.join(', ')
  const details = [format, mode === 'pull' ? 'pull' : undefined, status === 'partial' ? 'partly up' : undefined]
  const known = details.filter((detail) => detail !== undefined)
  return known.length === 0 ? said : `${said} (${known.join(', ')})`
}

/** What is written in a box: the name, and the product where it is called otherwise. */
export function labelNode({ name, product }: PictureNode): readonly string[] {
  return product === undefined || product === name ? [name] : [name, product]
}
