import { GraphError } from '../graph-error.ts'
import { type Coverage, checkIntent, type Intent } from './check-coverage.ts'
import { findLoops, type Loop } from './find-loops.ts'
import { findSinglePoints, type SinglePoints } from './find-single-points.ts'
import { type Impact, measureImpact } from './measure-impact.ts'
import { listInstances, type MeshData } from './mesh-data.ts'
import { type MeshFlow, traceFlow } from './mesh-flow.ts'
import { readMesh } from './read-mesh.ts'

/**
 * Takes a team's tenants and plugs, to be asked what depends on what.
 *
 * @throws GraphError `GRAPH_INVALID_INSTANCE`, `GRAPH_INVALID_PLUG` for what is not plain data of its kind; `data` says which it is
 * @example
 * const mesh = buildMeshGraph({
 *   instances: [{ name: 'edr', product: 'edr' }, { name: 'soc', product: 'siem' }],
 *   plugs: [{ source: 'edr', destination: 'soc', topic: 'alerts', mode: 'push' }],
 * })
 * mesh.impact('edr').topics // [{ instance: 'soc', topic: 'alerts' }]
 */
export function buildMeshGraph(mesh: MeshData): MeshGraph {
  return new MeshGraph(readMesh(mesh))
}

/** An immutable mesh; what it was made from may change afterwards. */
export class MeshGraph {
  readonly #mesh: MeshData
  #flow: MeshFlow | undefined

  /** @internal Made by {@link buildMeshGraph}. */
  constructor(mesh: MeshData) {
    this.#mesh = mesh
  }

  /** Names of the instances, also of those that only a plug names; sorted. */
  get instances(): readonly string[] {
    return listInstances(this.#mesh)
  }

  /** Instances and plugs that hold the mesh together alone. */
  get singlePoints(): SinglePoints {
    return findSinglePoints(this.#mesh)
  }

  /** Circles of plugs with an action in them, which can feed themselves; the shortest first. */
  get loops(): readonly Loop[] {
    return findLoops(this.#mesh.plugs)
  }

  /**
   * What goes dark when an instance fails.
   *
   * @throws GraphError `GRAPH_UNKNOWN_INSTANCE`
   */
  impact(instance: string): Impact {
    this.#flow ??= traceFlow(this.#mesh)
    const failed = this.#flow.numberOf.get(instance)
    if (failed === undefined) {
      throw new GraphError('GRAPH_UNKNOWN_INSTANCE', `there is no instance "${instance}" in the mesh`, {
        data: { name: instance },
      })
    }
    return measureImpact(this.#mesh, this.#flow, failed)
  }

  /** Proves or refuses each intent. */
  coverage(intents: readonly Intent[]): readonly Coverage[] {
    return intents.map((intent) => checkIntent(this.#mesh, intent))
  }
}
