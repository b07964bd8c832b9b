import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import { compareNames } from '../names/compare-names.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import type { InstanceIdentity } from '../read/read-instance.ts'

interface Scanning {
  readonly root: string
  readonly realRoot: string
  readonly diagnostics: Diagnostic[]
}

/** Walks the folders of a project; links that leave it are reported and not followed. */
export async function scanProject(root: string): Promise<ProjectLayout> {
  const scanning: Scanning = { root, realRoot: await realpath(root), diagnostics: [] }
  const [products, instances] = await Promise.all([scanProducts(scanning), scanInstances(scanning)])
  return { ...products, ...instances, diagnostics: scanning.diagnostics }
}

async function scanProducts(scanning: Scanning): Promise<Pick<ProjectLayout, 'products' | 'integrations'>> {
  const found = await Promise.all(
    (await listFolder(scanning, 'products')).folders.map((name) => scanProduct(scanning, name)),
  )
  return {
    products: found.map(({ product }) => product),
    integrations: found.flatMap(({ integrations }) => integrations),
  }
}

async function scanProduct(scanning: Scanning, name: string) {
  const folder = `products/${name}`
  const content = await listFolder(scanning, folder)
  const file = pickManifest(scanning, content, { folder, stem: 'definition' })
  const targets = content.folders.includes('integrations')
    ? (await listFolder(scanning, `${folder}/integrations`)).folders
    : []
  const integrations = await Promise.all(targets.map((target) => scanTarget(scanning, name, target)))
  return { product: { name, ...(file === undefined ? {} : { file }) }, integrations: integrations.flat() }
}

async function scanTarget(scanning: Scanning, product: string, target: string) {
  const folder = `products/${product}/integrations/${target}`
  const found = await listManifests(scanning, folder)
  return found.map(({ stem, file }) => ({ product, target, stem, file }))
}

async function scanInstances(scanning: Scanning): Promise<Pick<ProjectLayout, 'instances' | 'plugs'>> {
  const products = (await listFolder(scanning, 'instances')).folders
  const names = await Promise.all(
    products.map(async (product) =>
      (await listFolder(scanning, `instances/${product}`)).folders.map((name) => ({ product, name })),
    ),
  )
  const found = await Promise.all(names.flat().map((identity) => scanInstance(scanning, identity)))
  return { instances: found.map(({ instance }) => instance), plugs: found.flatMap(({ plugs }) => plugs) }
}

async function scanInstance(scanning: Scanning, identity: InstanceIdentity) {
  const folder = `instances/${identity.product}/${identity.name}`
  const content = await listFolder(scanning, folder)
  const file = pickManifest(scanning, content, { folder, stem: 'config' })
  const destinations = content.folders.includes('plugs') ? (await listFolder(scanning, `${folder}/plugs`)).folders : []
  const plugs = await Promise.all(destinations.map((destination) => scanPlugs(scanning, identity, destination)))
  return { instance: { ...identity, ...(file === undefined ? {} : { file }) }, plugs: plugs.flat() }
}

async function scanPlugs(scanning: Scanning, source: InstanceIdentity, destination: string) {
  const folder = `instances/${source.product}/${source.name}/plugs/${destination}`
  const found = await listManifests(scanning, folder)
  return found.map(({ stem, file }) => ({ source, destination, stem, file }))
}

interface FolderContent {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/** Folders of tools, never a product or an instance. */
const NOT_OURS = new Set(['__pycache__', 'node_modules'])

/** What is in a folder, sorted; nothing when there is no such folder. Names with a leading dot are not the model's. */
async function listFolder(scanning: Scanning, folder: string): Promise<FolderContent> {
  const entries = await readdir(join(scanning.root, folder), { withFileTypes: true }).catch((error) =>
    reportUnreadable(scanning, folder, error),
  )
  const kinds = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.') && !NOT_OURS.has(entry.name))
      .map(async (entry) => ({ name: entry.name, kind: await kindOf(scanning, `${folder}/${entry.name}`, entry) })),
  )
  const sorted = kinds.toSorted((a, b) => compareNames(a.name, b.name))
  return {
    folders: sorted.filter(({ kind }) => kind === 'folder').map(({ name }) => name),
    files: sorted.filter(({ kind }) => kind === 'file').map(({ name }) => name),
  }
}

function reportUnreadable(scanning: Scanning, folder: string, error: unknown): Dirent[] {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return []
  scanning.diagnostics.push(
    atStart(
      folder,
      'FOLDER_UNREADABLE',
      `the folder cannot be read (${String(code ?? error)})`,
      'check its permissions',
    ),
  )
  return []
}

async function kindOf(scanning: Scanning, path: string, entry: Dirent): Promise<'folder' | 'file' | 'none'> {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? followLink(scanning, path) : 'none'
}

async function followLink(scanning: Scanning, path: string): Promise<'folder' | 'file' | 'none'> {
  const target = await realpath(join(scanning.root, path)).catch(() => undefined)
  if (target === undefined) {
    scanning.diagnostics.push(
      atStart(path, 'LINK_BROKEN', 'the link points to nothing', 'remove it, or put what it names in place'),
    )
    return 'none'
  }
  if (!target.startsWith(scanning.realRoot + sep)) {
    scanning.diagnostics.push(
      atStart(
        path,
        'LINK_LEAVES_PROJECT',
        'the link leads out of the project and is not followed',
        'copy what it names into the project',
      ),
    )
    return 'none'
  }
  const isFolder = await readdir(target).then(
    () => true,
    () => false,
  )
  return isFolder ? 'folder' : 'file'
}

const ENDINGS = ['.yaml', '.yml'] as const

function pickManifest(scanning: Scanning, content: FolderContent, { folder, stem }: { folder: string; stem: string }) {
  const [first, second] = ENDINGS.map((ending) => `${stem}${ending}`).filter((name) => content.files.includes(name))
  if (second !== undefined) reportTwin(scanning, `${folder}/${first}`, `${folder}/${second}`)
  return first === undefined ? undefined : `${folder}/${first}`
}

async function listManifests(scanning: Scanning, folder: string): Promise<{ stem: string; file: string }[]> {
  const { files } = await listFolder(scanning, folder)
  const byStem = new Map<string, string>()
  for (const name of files) {
    const ending = ENDINGS.find((one) => name.endsWith(one))
    const stem = ending === undefined ? '' : name.slice(0, -ending.length)
    if (stem === '') continue
    const first = byStem.get(stem)
    if (first === undefined) byStem.set(stem, name)
    else reportTwin(scanning, `${folder}/${first}`, `${folder}/${name}`)
  }
  return [...byStem].map(([stem, name]) => ({ stem, file: `${folder}/${name}` }))
}

function reportTwin(scanning: Scanning, read: string, ignored: string): void {
  scanning.diagnostics.push({
    ...atStart(
      ignored,
      'MANIFEST_TWICE',
      `the same manifest is there twice; only ${read} is read`,
      'keep one of the two files',
    ),
    related: [{ message: 'the one that is read', file: read, line: 1, column: 1 }],
  })
}

function atStart(file: string, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, hint, file, line: 1, column: 1 }
}
