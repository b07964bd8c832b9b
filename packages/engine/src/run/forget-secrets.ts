import type { Mesh } from '../mesh/mesh.ts'
import type { SecretOwner } from '../ports.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'

/**
 * Removes from the vault what the teardown of an abandoned plug was the last to need: the secrets of the plug once nothing of it is left, and
 * those of an instance that is gone and that no state names any more. A vault that cannot be written is a warning: the teardown is done.
 */
export async function forgetSecrets(
  mesh: Mesh,
  { before, after }: { before: PlugState; after: PlugState },
): Promise<void> {
  try {
    for (const owner of await unneeded(mesh, { before, after })) await mesh.ports.secrets.remove(owner)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `secrets that nothing needs any more are still in the vault: ${reason}`
    mesh.ports.emit({ type: 'warning', code: 'SECRETS_KEPT', message })
  }
}

async function unneeded(
  mesh: Mesh,
  { before, after }: { before: PlugState; after: PlugState },
): Promise<SecretOwner[]> {
  const owners: SecretOwner[] = []
  if (after.status === 'down' && mesh.plugOf(after.plug) === undefined) owners.push({ kind: 'plug', ...after.plug })
  const named = new Map(before.steps.map(({ instance, product }) => [instance, product]))
  for (const [instance, product] of named)
    if (!mesh.project.instances.has(instance) && !(await isNeeded(mesh, instance, after)))
      owners.push({ kind: 'instance', product, instance })
  return owners
}

async function isNeeded(mesh: Mesh, instance: string, after: PlugState): Promise<boolean> {
  const { states } = await mesh.states.readAll()
  const others = states.filter(({ plug }) => plugKey(plug) !== plugKey(after.plug))
  return [...others, after].some(({ steps }) => steps.some((step) => step.instance === instance))
}
