import { GraphError } from '../graph-error.ts'
import { listInstances, type MeshData } from '../mesh/mesh-data.ts'

/** What of a mesh is drawn. */
export interface RenderMeshOptions {
  /** Only what is around this instance. */
  readonly focus?: string | undefined
  /** How many plugs from it; 1 where unset. */
  readonly depth?: number | undefined
  /** Only plugs of this topic. */
  readonly topic?: string | undefined
}

/**
 * The part of a mesh that is drawn. Around a focus, plugs that the outermost instances have with each other are left out.
 *
 * @throws GraphError `GRAPH_UNKNOWN_INSTANCE`
 */
export function narrowMesh(mesh: MeshData, { focus, depth = 1, topic }: RenderMeshOptions = {}): MeshData {
  const plugs = topic === undefined ? mesh.plugs : mesh.plugs.filter((plug) => plug.topic === topic)
  const dealing = new Set(plugs.flatMap(({ source, destination }) => [source, destination]))
  if (focus !== undefined) return around({ ...mesh, plugs }, focus, depth)
  return topic === undefined ? mesh : { instances: mesh.instances.filter(({ name }) => dealing.has(name)), plugs }
}

function around(mesh: MeshData, focus: string, depth: number): MeshData {
  if (!listInstances(mesh).includes(focus)) {
    throw new GraphError('GRAPH_UNKNOWN_INSTANCE', `there is no instance "${focus}" in the mesh`, {
      data: { name: focus },
    })
  }
  const distances = new Map([[focus, 0]])
  for (let distance = 1; distance <= depth; distance++) {
    for (const { source, destination } of mesh.plugs) {
      if (distances.get(source) === distance - 1 && !distances.has(destination)) distances.set(destination, distance)
      if (distances.get(destination) === distance - 1 && !distances.has(source)) distances.set(source, distance)
    }
  }
  const isInner = (name: string) => (distances.get(name) ?? depth) < depth
  return {
    instances: mesh.instances.filter(({ name }) => distances.has(name)),
    plugs: mesh.plugs.filter(
      ({ source, destination }) =>
        distances.has(source) && distances.has(destination) && (isInner(source) || isInner(destination)),
    ),
  }
}
