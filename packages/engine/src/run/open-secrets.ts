import type { Setting } from '@meshroom/model'
import { declaredPlugSettings } from '../mesh/declared-plug-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { asksForSecrets } from './find-secret-calls.ts'
import { runsHook } from './run-step.ts'

/**
 * Opens the vault before the first step where the code of a step's product asks for secrets, or a setup requires one, so that what is wrong with
 * the vault is said once, and nothing has begun. A run that needs none never opens it: a vault that is lost must not keep what needs none of it from
 * being torn down.
 *
 * @throws what the vault says
 */
export async function openSecrets(mesh: Mesh, { steps }: Pick<Plan, 'steps'>): Promise<void> {
  const withHooks = steps.filter(runsHook)
  const first = withHooks.find((step) => requiresSecrets(mesh, step)) ?? (await findAsking(mesh, withHooks))
  if (first === undefined) return
  const { product, instance } = first
  await mesh.ports.secrets.keys({ kind: 'instance', product, instance })
}

function requiresSecrets(mesh: Mesh, { action, product, plug }: PlanStep): boolean {
  const isRequired = ({ secret, required }: Setting) => secret && required
  const { settings = [] } = mesh.project.products.get(product) ?? {}
  return action === 'setup' && [...settings, ...declaredPlugSettings(mesh, plug)].some(isRequired)
}

/** Hooks may also have secrets that no setting declares. */
async function findAsking(mesh: Mesh, steps: readonly PlanStep[]): Promise<PlanStep | undefined> {
  const ofProducts = new Map(steps.map((step) => [step.product, step]))
  for (const [product, step] of ofProducts) if (await asksForSecrets(mesh, product)) return step
  return undefined
}
