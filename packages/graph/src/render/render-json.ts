import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { composePicture, type PictureOptions } from './picture.ts'

/**
 * Writes a capability graph or a mesh as JSON: the {@link Picture}.
 *
 * @throws GraphError as {@link composePicture}
 */
export function renderJson(input: CapabilityGraph | MeshData, options?: PictureOptions): string {
  return `${JSON.stringify(composePicture(input, options), null, 2)}\n`
}
