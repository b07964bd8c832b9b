import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import { compareNames } from '../names/compare-names.ts'
import type { InstanceIdentity, ProjectLayout } from '../read/project-layout.ts'

/** Told of what a layout depends on. */
export interface ScanObserver {
  /** A folder, before it is looked into, whether it is there or not; relative to the project. */
  onFolder(folder: string): void
  /** A link, wherever it leads. */
  onLink(link: string): void
}

interface Scanning {
  readonly root: string
  readonly observer: ScanObserver | undefined
  readonly realRoot: string
  readonly diagnostics: Diagnostic[]
}

/**
 * Walks the folders of a project; links that leave it are reported and not followed. Synchronously: a catalogue has a thousand small
 * folders, and waiting for each of them costs several times what reading it does.
 */
export function scanProject(root: string, observer?: ScanObserver): ProjectLayout {
  const scanning: Scanning = { root, observer, realRoot: realpathSync(root), diagnostics: [] }
  return { ...scanProducts(scanning), ...scanInstances(scanning), diagnostics: scanning.diagnostics }
}

function scanProducts(scanning: Scanning): Pick<ProjectLayout, 'products' | 'integrations'> {
  const found = listFolder(scanning, 'products').folders.map((name) => scanProduct(scanning, name))
  return {
    products: found.map(({ product }) => product),
    integrations: found.flatMap(({ integrations }) => integrations),
  }
}

function scanProduct(scanning: Scanning, name: string) {
  const folder = `products/${name}`
  const content = listFolder(scanning, folder)
  const file = pickManifest(scanning, content, { folder, stem: 'definition' })
  const targets = content.folders.includes('integrations') ? listFolder(scanning, `${folder}/integrations`).folders : []
  const found = targets.map((target) => scanTarget(scanning, name, target))
  const others = [...content.others, ...found.flatMap((each) => each.others)]
  const product = { name, ...(file === undefined ? {} : { file }), ...(others.length > 0 && { others }) }
  return { product, integrations: found.flatMap(({ integrations }) => integrations) }
}

function scanTarget(scanning: Scanning, product: string, target: string) {
  const folder = `products/${product}/integrations/${target}`
  const content = listFolder(scanning, folder)
  const found = pickManifests(scanning, content, folder)
  const integrations = found.map(({ stem, file }) => ({ product, target, stem, file }))
  return { integrations, others: content.others.map((each) => `integrations/${target}/${each}`) }
}

function scanInstances(scanning: Scanning): Pick<ProjectLayout, 'instances' | 'plugs'> {
  const identities = listFolder(scanning, 'instances').folders.flatMap((product) =>
    listFolder(scanning, `instances/${product}`).folders.map((name) => ({ product, name })),
  )
  const found = identities.map((identity) => scanInstance(scanning, identity))
  return { instances: found.map(({ instance }) => instance), plugs: found.flatMap(({ plugs }) => plugs) }
}

function scanInstance(scanning: Scanning, identity: InstanceIdentity) {
  const folder = `instances/${identity.product}/${identity.name}`
  const content = listFolder(scanning, folder)
  const file = pickManifest(scanning, content, { folder, stem: 'config' })
  const destinations = content.folders.includes('plugs') ? listFolder(scanning, `${folder}/plugs`).folders : []
  const plugs = destinations.flatMap((destination) => scanPlugs(scanning, identity, destination))
  return { instance: { ...identity, ...(file === undefined ? {} : { file }) }, plugs }
}

function scanPlugs(scanning: Scanning, source: InstanceIdentity, destination: string) {
  const folder = `instances/${source.product}/${source.name}/plugs/${destination}`
  const found = pickManifests(scanning, listFolder(scanning, folder), folder)
  return found.map(({ stem, file }) => ({ source, destination, stem, file }))
}

interface FolderContent {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** All that is neither a folder nor YAML, whatever its name; sorted. */
  readonly others: readonly string[]
}

/** Folders of tools, never a product or an instance. */
const NOT_OURS = new Set(['__pycache__', 'node_modules'])

/** What is in a folder, sorted; nothing when there is no such folder. Names with a leading dot are not the model's. */
function listFolder(scanning: Scanning, folder: string): FolderContent {
  const folders: string[] = []
  const files: string[] = []
  const others: string[] = []
  for (const entry of readEntries(scanning, folder)) {
    if (!entry.isDirectory() && !ENDINGS.some((ending) => entry.name.endsWith(ending))) others.push(entry.name)
    if (entry.name.startsWith('.') || NOT_OURS.has(entry.name)) continue
    const kind = kindOf(scanning, `${folder}/${entry.name}`, entry)
    if (kind === 'folder') folders.push(entry.name)
    if (kind === 'file') files.push(entry.name)
  }
  return { folders: folders.sort(compareNames), files: files.sort(compareNames), others: others.sort(compareNames) }
}

function readEntries(scanning: Scanning, folder: string): Dirent[] {
  scanning.observer?.onFolder(folder)
  try {
    return readdirSync(join(scanning.root, folder), { withFileTypes: true })
  } catch (error) {
    return reportUnreadable(scanning, folder, error)
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

function kindOf(scanning: Scanning, path: string, entry: Dirent): 'folder' | 'file' | 'none' {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? followLink(scanning, path) : 'none'
}

function followLink(scanning: Scanning, path: string): 'folder' | 'file' | 'none' {
  scanning.observer?.onLink(path)
  const target = resolveLink(join(scanning.root, path))
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
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return 'folder'
  return stats?.isFile() ? 'file' : 'none'
}

function resolveLink(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

const ENDINGS = ['.yaml', '.yml'] as const

function pickManifest(scanning: Scanning, content: FolderContent, { folder, stem }: { folder: string; stem: string }) {
  const [first, second] = ENDINGS.map((ending) => `${stem}${ending}`).filter((name) => content.files.includes(name))
  if (second !== undefined) reportTwin(scanning, `${folder}/${first}`, `${folder}/${second}`)
  return first === undefined ? undefined : `${folder}/${first}`
}

function pickManifests(scanning: Scanning, { files }: FolderContent, folder: string): { stem: string; file: string }[] {
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
