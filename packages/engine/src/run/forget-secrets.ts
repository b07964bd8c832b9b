import { forgetOwners } from '../mesh/forget-owners.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { SecretOwner } from '../ports.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'

interface Change {
  readonly before: PlugState
  readonly after: PlugState
}

/**
 * Removes from the vault what the teardown of an abandoned plug was the last to need: the secrets of the plug once nothing of it is left, and
 * those of an instance that is gone and that no state names any more.
 */
export async function forgetSecrets(mesh: Mesh, change: Change): Promise<void> {
  const owners = await unneeded(mesh, change)
  if (owners.length > 0) await forgetOwners(mesh, owners)
}

async function unneeded(mesh: Mesh, { before, after }: Change): Promise<SecretOwner[]> {
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
