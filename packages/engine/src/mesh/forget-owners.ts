import type { SecretOwner } from '../ports.ts'
import type { Mesh } from './mesh.ts'

/** Removes secrets that nothing needs any more. A vault that cannot be opened or written is a warning: the rest is done all the same. */
export async function forgetOwners(mesh: Pick<Mesh, 'ports'>, owners: readonly SecretOwner[]): Promise<void> {
  try {
    for (const owner of owners) await mesh.ports.secrets.remove(owner)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `secrets that nothing needs any more are still in the vault: ${reason}`
    mesh.ports.emit({ type: 'warning', code: 'SECRETS_KEPT', message })
  }
}
