import type { MeshData, PlugData } from '@meshroom/graph'
import { MeshroomError, type Plug } from '@meshroom/model'
import { describePlug } from '../mesh/describe-plug.ts'
import { listPlugs } from '../mesh/list-plugs.ts'
import type { Mesh } from '../mesh/mesh.ts'

/** The instances and plugs of a project as plain data for `buildMeshGraph`: what each plug carries, and whether it is up. No setting is in it. */
export async function describeMesh(mesh: Mesh): Promise<MeshData> {
  const rows = await listPlugs(mesh, {})
  const plugs = await Promise.all(
    rows.map(async (row): Promise<PlugData> => {
      const plug = mesh.plugOf(row)
      // A picture has no colour for what is not known; that it is not is said besides.
      const status = row.status === 'unknown' ? 'partial' : row.status
      return { ...row, status, kind: plug !== undefined && (await isAction(mesh, plug)) ? 'action' : 'data' }
    }),
  )
  const instances = [...mesh.project.instances.values()].map(({ name, product }) => ({ name, product }))
  return { instances, plugs }
}

/** Whether the source triggers and the destination executes; where nothing makes the plug, as far as their products declare it. */
async function isAction(mesh: Mesh, plug: Plug): Promise<boolean> {
  try {
    const { selection } = await describePlug(mesh, plug)
    return selection.sides.some(({ role }) => role === 'trigger')
  } catch (error) {
    if (!(error instanceof MeshroomError)) throw error
    return declaresAction(mesh, plug)
  }
}

function declaresAction({ project }: Mesh, { source, destination, topic }: Plug): boolean {
  const roles = [source, destination].flatMap((name) => {
    const product = project.products.get(project.instances.get(name)?.product ?? '')
    return (product?.capabilities ?? []).filter((each) => each.topic === topic).map(({ role }) => role)
  })
  return roles.some((role) => role === 'trigger' || role === 'executor') && !roles.includes('producer')
}
