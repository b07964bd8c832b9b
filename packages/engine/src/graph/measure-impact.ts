import { buildMeshGraph, type Impact, type Loop, type SinglePoints } from '@meshroom/graph'
import { findInstance } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { describeMesh } from './describe-mesh.ts'

export interface InstanceImpact extends Impact {
  /** Others are cut off from each other without it. */
  readonly isSinglePoint: boolean
}

/** What the mesh as a whole hangs on. */
export interface MeshRisks {
  /** For each instance; who takes the most with it first. */
  readonly impacts: readonly Impact[]
  readonly singlePoints: SinglePoints
  readonly loops: readonly Loop[]
}

/**
 * What goes dark when an instance fails.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`
 */
export async function measureImpact(mesh: Mesh, instance: string): Promise<InstanceImpact> {
  const { name } = findInstance(mesh, instance)
  const graph = buildMeshGraph(await describeMesh(mesh))
  return { ...graph.impact(name), isSinglePoint: graph.singlePoints.instances.includes(name) }
}

/** What goes dark with each instance, what holds the mesh together alone, and what can feed itself. */
export async function measureRisks(mesh: Mesh): Promise<MeshRisks> {
  const graph = buildMeshGraph(await describeMesh(mesh))
  const impacts = graph.instances.map((instance) => graph.impact(instance)).sort(compareImpacts)
  return { impacts, singlePoints: graph.singlePoints, loops: graph.loops }
}

function compareImpacts(a: Impact, b: Impact): number {
  return b.blind.length - a.blind.length || b.plugs.length - a.plugs.length || (a.instance < b.instance ? -1 : 1)
}
