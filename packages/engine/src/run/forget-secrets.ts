import { forgetOwners } from '../mesh/forget-owners.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { PlugRef } from '../plan/plan.ts'
import type { SecretOwner } from '../ports.ts'
import { readEveryEnvironment } from '../state/list-environments.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'

interface Change {
  readonly before: PlugState
  readonly after: PlugState
}

/**
 * Removes from the vault what the teardown of an abandoned plug was the last to need: the secrets of the plug once nothing of it is left, and
 * those of an instance that is gone and that no state of any environment names any more.
 */
export async function forgetSecrets(mesh: Mesh, change: Change): Promise<void> {
  const owners = await unneeded(mesh, change)
  if (owners.length > 0) await forgetOwners(mesh, owners)
}

async function unneeded(mesh: Mesh, { before, after }: Change): Promise<SecretOwner[]> {
  const owners: SecretOwner[] = []
  const abandoned = after.status === 'down' && mesh.plugOf(after.plug) === undefined
  const gone = new Map(before.steps.map(({ instance, product }) => [instance, product]))
  for (const instance of gone.keys()) if (mesh.project.instances.has(instance)) gone.delete(instance)
  if (!abandoned && gone.size === 0) return owners
  const others = await readOthers(mesh, after.plug)
  if (
    abandoned &&
    !others.some(({ environment, plug }) => environment !== mesh.environment && isSame(plug, after.plug))
  )
    owners.push({ kind: 'plug', ...after.plug })
  for (const [instance, product] of gone)
    if (![...others, { steps: after.steps }].some((each) => uses(each, instance)))
      owners.push({ kind: 'instance', product, instance })
  return owners
}

/** What else is set up, here and in other environments. */
interface OtherPlug {
  readonly environment: string
  readonly plug: PlugRef
  /** Absent where the state cannot be read: it may need anything of its instances. */
  readonly steps?: PlugState['steps']
}

async function readOthers(mesh: Mesh, but: PlugRef): Promise<readonly OtherPlug[]> {
  const { environment } = mesh
  const [here, everywhere] = await Promise.all([mesh.states.readAll(), readEveryEnvironment(mesh.root)])
  const elsewhere = <T extends { readonly environment: string }>(all: readonly T[]) =>
    all.filter((each) => each.environment !== environment)
  const recorded = [...here.states.map((state) => ({ environment, state })), ...elsewhere(everywhere.recorded)]
  const unreadable = [...here.problems.map((each) => ({ environment, ...each })), ...elsewhere(everywhere.unreadable)]
  return [
    ...recorded.flatMap(({ environment, state: { plug, steps } }) =>
      steps.length > 0 ? [{ environment, plug, steps }] : [],
    ),
    ...unreadable.map(({ environment, plug }) => ({ environment, plug })),
  ].filter((each) => each.environment !== environment || !isSame(each.plug, but))
}

function isSame(a: PlugRef, b: PlugRef): boolean {
  return plugKey(a) === plugKey(b)
}

function uses({ plug, steps }: { readonly plug?: PlugRef; readonly steps?: PlugState['steps'] }, instance: string) {
  if (steps === undefined) return plug?.source === instance || plug?.destination === instance
  return steps.some((step) => step.instance === instance)
}
