import { editTimeoutMs } from '../lock/project-lock.ts'
import type { Mesh } from './mesh.ts'
import { openMesh } from './open-mesh.ts'

/**
 * Edits manifests while holding the project's lock, on the project as it is then: what another process wrote while this one waited, or
 * while a person was asked, is seen and kept. Nobody is asked within it.
 *
 * @throws MeshroomError `RUN_LOCKED` naming the holder, when it does not let go for ten seconds; and what the edit throws
 * @example
 * await editProject(mesh, 'create capability', async (fresh) => declareCapability(fresh, findProduct(fresh, 'edr'), wanted))
 */
export function editProject<T>(mesh: Mesh, command: string, edit: (fresh: Mesh) => Promise<T>): Promise<T> {
  return mesh.lock.hold(command, async () => edit(await openAnew(mesh)), { timeoutMs: editTimeoutMs })
}

/** The project as it is by now, with the same ports and the same lock. */
export function openAnew({ root, environment, ports, lock }: Mesh): Promise<Mesh> {
  return openMesh({ root, environment, ports, lock })
}
