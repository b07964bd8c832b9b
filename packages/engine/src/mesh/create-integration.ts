import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Integration,
  MeshroomError,
  type Mode,
  type Product,
  type Role,
  renderManifest,
  writeFileAtomic,
} from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { readMergeMemory, writeMergeMemory } from '../host/broker/merge-memory.ts'
import { productInfo } from '../run/hook-input.ts'
import { openHosts } from '../run/open-hosts.ts'
import { ensureTrusted } from '../trust/trust-products.ts'
import { checkTopic } from './check-new-name.ts'
import { complements, declareCapability, isDeclared, type NewCapability, verbs } from './declare-capability.ts'
import { editProject } from './edit-project.ts'
import { findProduct } from './find-by-name.ts'
import { isMarked, markUnfinished, unmark } from './mark-unfinished.ts'
import type { Mesh } from './mesh.ts'
import { selectSideHooks } from './select-side-hooks.ts'
import { writeSetup } from './write-setup.ts'

export interface CreateIntegrationOptions {
  readonly product: string
  readonly target: string
  readonly topic: string
  readonly role: Role
  /** Default: push. */
  readonly mode?: Mode
  readonly format?: string
}

export interface CreatedIntegration {
  /** Files that were not there before, relative to the project, sorted. */
  readonly files: readonly string[]
  /** What was added to definitions: `sekoia triggers search_threat (push)`. */
  readonly declared: readonly string[]
  /** Ids of the scaffold hooks that ran. */
  readonly scaffolds: readonly string[]
}

/**
 * Creates how a product sets up its end with a target: declares the capability on both products where it is missing, runs the
 * scaffold hooks of the product that apply, and writes the manifest where none of them did. Where there is no scaffold hook and nothing sets
 * this end up yet, hooks to be completed are written beside the manifest.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `NAME_INVALID`, `INTEGRATION_EXISTS`, `MANIFEST_BROKEN`; `RUN_LOCKED`; what a scaffold hook fails with. A
 * scaffold that failed or was interrupted is simply run again: files that are there are not overwritten.
 * @example
 * await createIntegration(mesh, { product: 'sekoia', target: 'myedr', topic: 'search_threat', role: 'trigger' })
 */
export async function createIntegration(
  mesh: Mesh,
  options: CreateIntegrationOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CreatedIntegration> {
  checkTopic(options.topic)
  const { product, scaffolds } = await prepare(mesh, options)
  if (scaffolds.length > 0) await ensureTrusted(mesh, [product.name])
  return editProject(mesh, 'create integration', async (fresh) =>
    create(fresh, { ...(await prepare(fresh, options)), signal }),
  )
}

/** What is about to be made, as the project is now. */
interface Job extends Both {
  readonly file: string
  readonly scaffolds: readonly HookDeclaration[]
}

async function prepare(mesh: Mesh, options: CreateIntegrationOptions): Promise<Job> {
  const { topic, role, mode = 'push', format } = options
  const product = findProduct(mesh, options.product)
  const both: Both = { product, target: findProduct(mesh, options.target), wanted: { topic, role, mode, format } }
  const file = fileOf(mesh, both)
  await refuseExisting(mesh, file)
  const { hooks } = await mesh.hooksOf(product.name)
  return { ...both, file, scaffolds: selectSideHooks(hooks, { kind: 'scaffold', ...both.wanted }).hooks }
}

async function create(mesh: Mesh, run: ScaffoldRun): Promise<CreatedIntegration> {
  const { file } = run
  const before = await listFiles(mesh)
  const declared = await declareBoth(mesh, run)
  await runScaffolds(mesh, run)
  if (run.scaffolds.length === 0) await writeSetup(mesh, run)
  const made = await listFiles(mesh)
  if (!made.has(file)) await writeManifest(mesh.root, run)
  const after = made.add(file)
  const scaffolds = run.scaffolds.map(({ id }) => id)
  return { files: [...after].filter((path) => !before.has(path)).sort(), declared, scaffolds }
}

interface Both {
  readonly product: Product
  readonly target: Product
  readonly wanted: NewCapability
}

async function writeManifest(root: string, { file, wanted: { format } }: Job): Promise<void> {
  await writeFileAtomic(join(root, file), renderManifest('integration', format === undefined ? {} : { format }))
}

/** `<topic>_<role>[_pull]`, with the format where another format has that name already. */
function fileOf(mesh: Mesh, { product, target, wanted }: Both): string {
  const { topic, role, mode, format } = wanted
  const name = (middle: string) =>
    `products/${product.name}/integrations/${target.name}/${topic}_${role}${middle}${mode === 'pull' ? '_pull' : ''}.yaml`
  const taken = mesh.integrationsOf(product.name).find((each) => isAt(each, name('')))
  const other = taken !== undefined && format !== undefined && taken.format?.toLowerCase() !== format.toLowerCase()
  return other ? name(`_${format}`) : name('')
}

function isAt({ file }: Integration, path: string): boolean {
  return file.replace(/\.ya?ml$/, '') === path.replace(/\.yaml$/, '')
}

async function refuseExisting(mesh: Mesh, file: string): Promise<void> {
  const existing = mesh.project.integrations.find((each) => isAt(each, file))
  if (existing === undefined || (await isMarked(mesh.root, file))) return
  throw new MeshroomError('INTEGRATION_EXISTS', `there is such an integration already: ${existing.file}`, {
    hint: `edit ${existing.file}, or write its hooks in ${existing.file.replace(/\.ya?ml$/, '.ts')}`,
    file: existing.file,
  })
}

async function declareBoth(mesh: Mesh, { product, target, wanted }: Both): Promise<string[]> {
  const declared: string[] = []
  const sides = [
    { of: product, capability: wanted },
    { of: target, capability: { ...wanted, role: complements[wanted.role] } },
  ]
  for (const { of, capability } of sides) {
    if (isDeclared(of, capability)) continue
    await declareCapability(mesh, of, capability)
    const { role, topic, mode, format } = capability
    declared.push(`${of.name} ${verbs[role]} ${topic} (${[mode, format].filter(Boolean).join(', ')})`)
  }
  return declared
}

interface ScaffoldRun extends Job {
  readonly signal: AbortSignal | undefined
}

/** A mark on the disk says that a scaffold is under way, so that one that was cut short may be run again over what it left. */
async function runScaffolds(mesh: Mesh, run: ScaffoldRun): Promise<void> {
  if (run.scaffolds.length === 0) return
  await markUnfinished(mesh.root, run.file)
  await forgetMerged(mesh, run)
  await callScaffolds(mesh, run)
  await unmark(mesh.root, run.file)
}

/**
 * What was merged into a file that a person has deleted since stays deleted; here the person asks for the file, so that it is not remembered. A memory
 * that cannot be read is for the scaffold itself to say.
 */
async function forgetMerged({ root }: Mesh, { product, file }: ScaffoldRun): Promise<void> {
  const place = { root, product: product.name }
  const memory = await readMergeMemory(place).catch(() => new Map<string, never>())
  if (memory.has(file)) await writeMergeMemory(place, new Map([...memory].filter(([path]) => path !== file)))
}

async function callScaffolds(mesh: Mesh, run: ScaffoldRun): Promise<void> {
  const { product, target, wanted, scaffolds, signal } = run
  const hosts = openHosts(mesh, 'scaffold')
  const { role, topic, mode, format } = wanted
  const input = {
    product: productInfo(product),
    integration: {
      product: product.name,
      target: target.name,
      topic,
      role,
      mode,
      ...(format !== undefined && { format }),
      manifest: {},
      folder: `products/${product.name}/integrations/${target.name}`,
    },
    topic,
  }
  try {
    for (const hook of scaffolds) await hosts.of(product.name).call(hook, input, signal === undefined ? {} : { signal })
  } finally {
    await hosts.close()
  }
}

async function listFiles({ root }: Mesh): Promise<Set<string>> {
  const entries = await readdir(join(root, 'products'), { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => !entry.isDirectory())
  return new Set(
    files.map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/')),
  )
}
