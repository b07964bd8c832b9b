import { join } from 'node:path'
import type { Setting } from '@meshroom/model'
import type { AnyNode } from 'acorn'
import { visit } from '../hooks/find-factory-calls.ts'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import { declaredPlugSettings } from '../mesh/declared-plug-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { isTestOrTemplate } from '../state/digest-code.ts'
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

/** Looked for once in a mesh. */
const known = new WeakMap<Mesh, Map<string, Promise<boolean>>>()

/** Whether code of a product asks for a secret, as far as its names tell; none does of a product that is gone. */
export function asksForSecrets(mesh: Mesh, product: string): Promise<boolean> {
  const ofMesh = known.get(mesh) ?? new Map<string, Promise<boolean>>()
  known.set(mesh, ofMesh)
  const folder = mesh.project.products.get(product)?.folder
  const asks =
    ofMesh.get(product) ?? (folder === undefined ? Promise.resolve(false) : findCall(join(mesh.root, folder)))
  ofMesh.set(product, asks)
  return asks
}

async function findCall(folder: string): Promise<boolean> {
  const files = listProductFiles(folder).filter((path) => /\.[mc]?[jt]s$/.test(path) && !isTestOrTemplate(path))
  const { contents } = await readProductCode(folder, files)
  for (const [file, content] of contents) {
    const text = content.toString('utf8')
    // The parser is not loaded where nothing looks like it.
    if (/secret\s*(?:\?\.\s*)?\(/i.test(text) && (await callsSecret(file, text))) return true
  }
  return false
}

async function callsSecret(file: string, text: string): Promise<boolean> {
  const { parseScript } = await import('../hooks/imported-paths.ts')
  const program = await parseScript(file, text)
  const called: string[] = []
  if (program !== undefined) visit(program, (node) => void called.push(calledName(node as AnyNode)))
  return called.some((name) => /secret$/i.test(name))
}

function calledName(node: AnyNode): string {
  if (node.type !== 'CallExpression') return ''
  const { callee } = node
  const name = callee.type === 'MemberExpression' ? callee.property : callee
  return name.type === 'Identifier' ? name.name : ''
}
