import { join } from 'node:path'
import type { Setting } from '@meshroom/model'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import { declaredPlugSettings } from '../mesh/declared-plug-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { runsHook } from './run-step.ts'

/**
 * Opens the vault before the first step where any step may ask for a secret, so that what is wrong with it is said once, and nothing has begun. A run
 * that needs none never opens it.
 *
 * @throws what the vault says
 */
export async function openSecrets(mesh: Mesh, { steps }: Pick<Plan, 'steps'>): Promise<void> {
  const withHooks = steps.filter(runsHook)
  const first = withHooks.find((step) => declaresSecrets(mesh, step)) ?? (await findAsking(mesh, withHooks))
  if (first === undefined) return
  const { product, instance } = first
  await mesh.ports.secrets.keys({ kind: 'instance', product, instance })
}

function declaresSecrets(mesh: Mesh, { product, plug }: PlanStep): boolean {
  const isSecret = ({ secret }: Setting) => secret
  const { settings = [] } = mesh.project.products.get(product) ?? {}
  return settings.some(isSecret) || declaredPlugSettings(mesh, plug).some(isSecret)
}

/** Hooks may also have secrets that no setting declares. */
async function findAsking({ root, project }: Mesh, steps: readonly PlanStep[]): Promise<PlanStep | undefined> {
  const ofProducts = new Map(steps.map((step) => [step.product, step]))
  for (const [name, step] of ofProducts) {
    const product = project.products.get(name)
    if (product !== undefined && (await mentionsSecrets(join(root, product.folder)))) return step
  }
  return undefined
}

async function mentionsSecrets(folder: string): Promise<boolean> {
  const { contents } = await readProductCode(folder, listProductFiles(folder))
  return [...contents.values()].some((content) => /secret\s*\(/i.test(content.toString('utf8')))
}
