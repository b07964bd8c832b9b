import { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { narrowMesh, type RenderMeshOptions } from './narrow-mesh.ts'
import { type RenderCapabilitiesOptions, renderCapabilities } from './render-capabilities.ts'
import { renderMesh } from './render-mesh.ts'

/**
 * Draws a capability graph, or a mesh of instances and plugs, as a Mermaid flowchart. Equal input gives equal text.
 *
 * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`, `GRAPH_UNKNOWN_INSTANCE` when the focus is not there
 * @example
 * renderMermaid({
 *   instances: [{ name: 'edr', product: 'edr' }, { name: 'soc', product: 'siem' }],
 *   plugs: [{ source: 'edr', destination: 'soc', topic: 'events', mode: 'push', status: 'up' }],
 * })
 * // flowchart LR
 * //   p_edr["edr"]
 * //   p_soc["soc (siem)"]
 * //   p_edr -->|"events"| p_soc
 */
export function renderMermaid(input: CapabilityGraph, options?: RenderCapabilitiesOptions): string
export function renderMermaid(input: MeshData, options?: RenderMeshOptions): string
export function renderMermaid(
  input: CapabilityGraph | MeshData,
  options?: RenderCapabilitiesOptions & RenderMeshOptions,
): string {
  return input instanceof CapabilityGraph ? renderCapabilities(input, options) : renderMesh(narrowMesh(input, options))
}
