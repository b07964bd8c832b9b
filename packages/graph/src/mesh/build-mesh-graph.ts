import { GraphError } from '../graph-error.ts'
import { type Coverage, checkIntent, type Intent } from './check-coverage.ts'
import { findLoops, type Loop } from './find-loops.ts'
import { findSinglePoints, type SinglePoints } from './find-single-points.ts'
import { type Impact, measureImpact } from './measure-impact.ts'
import { listInstances, type MeshData, sortPlugs } from './mesh-data.ts'

/**
 * Takes a team's tenants and plugs, to be asked what depends on what.
 *
 * @example
 * const mesh = buildMeshGraph({
 *   instances: [{ name: 'edr', product: 'edr' }, { name: 'soc', product: 'siem' }],
 *   plugs: [{ source: 'edr', destination: 'soc', topic: 'alerts', mode: 'push' }],
 * })
 * mesh.impact('edr').topics // [{ instance: 'soc', topic: 'alerts' }]
 */
export function buildMeshGraph({ instances, plugs }: MeshData): MeshGraph {
  const byName = [...instances].sort((a, b) => (a.name < b.name ? -1 : 1))
  return new MeshGraph({ instances: byName, plugs: sortPlugs(plugs) })
}

/** An immutable mesh. */
export class MeshGraph {
  readonly #mesh: MeshData

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
    if (!this.instances.includes(instance)) {
      throw new GraphError('GRAPH_UNKNOWN_INSTANCE', `there is no instance "${instance}" in the mesh`, {
        data: { name: instance },
      })
    }
    return measureImpact(this.#mesh, instance)
  }

  /** Proves or refuses each intent. */
  coverage(intents: readonly Intent[]): readonly Coverage[] {
    return intents.map((intent) => checkIntent(this.#mesh, intent))
  }
}
