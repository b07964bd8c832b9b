import { type BigIntStats, type Dirent, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames } from '@meshroom/model'
import { beginDigest, digestText } from '../state/digest-text.ts'
import { belongsToTools } from './belongs-to-tools.ts'
import { entriesOf } from './list-product-files.ts'

/** sha256 by path relative to the product's folder. */
export interface Dependencies {
  /** Over the (path, sha256) of a package's files. */
  readonly packages: ReadonlyMap<string, string>
  readonly files: ReadonlyMap<string, string>
}

/**
 * Digests the packages in a product's `node_modules`, wherever such a folder lies: hooks run that code too. `node_modules/.pnpm/<name>` counts as a
 * package. Other entries that begin with a dot belong to tools. What is not among the files is not loaded by hosts.
 *
 * @param folder the product's, absolute
 */
export function digestDependencies(folder: string): Dependencies {
  const paths = findNodeModules(folder, '').flatMap((path) => listFiles(folder, path))
  const files = new Map(paths.sort(compareNames).map((path) => [path, digestFile(join(folder, path))]))
  return { packages: digestPackages(files), files }
}

function digestPackages(files: Dependencies['files']): Dependencies['packages'] {
  const packages = new Map<string, ReturnType<typeof beginDigest>>()
  for (const [path, digest] of files) {
    const name = packageOf(path)
    const hash = packages.get(name) ?? beginDigest()
    packages.set(name, hash.update(`${path}\0${digest}\n`))
  }
  return new Map([...packages].map(([name, hash]) => [name, hash.digest('hex')]))
}

function findNodeModules(root: string, below: string): string[] {
  return entriesOf(join(root, below)).flatMap((entry) => {
    const path = pathOf(below, entry)
    if (!entry.isDirectory() || entry.name === '.git') return []
    return entry.name === 'node_modules' ? [path] : findNodeModules(root, path)
  })
}

function listFiles(root: string, below: string): string[] {
  return entriesOf(join(root, below)).flatMap((entry) => {
    const path = pathOf(below, entry)
    if (belongsToTools(path)) return []
    return entry.isDirectory() ? listFiles(root, path) : [path]
  })
}

function pathOf(below: string, { name }: Dirent): string {
  return below === '' ? name : `${below}/${name}`
}

/** What this process has read, by path: a command looks at a product more than once. */
const known = new Map<string, { readonly stamp: string; readonly digest: string }>()

function digestFile(path: string): string {
  const stats = lstatSync(path, { bigint: true })
  if (stats.isSymbolicLink()) return digestText(`link ${readlinkSync(path)}`)
  const stamp = `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}`
  const before = known.get(path)
  if (before?.stamp === stamp) return before.digest
  const digest = stats.isFile() ? digestText(readFileSync(path)) : 'no file'
  if (isSettled(stats)) known.set(path, { stamp, digest })
  return digest
}

/** What has changed just now may change again within the same tick of the clock, and look as it did. */
function isSettled({ ctimeNs, mtimeNs }: BigIntStats): boolean {
  const changed = ctimeNs > mtimeNs ? ctimeNs : mtimeNs
  return changed < (BigInt(Date.now()) - 2_000n) * 1_000_000n
}

function packageOf(path: string): string {
  return /^(?:.*?\/)??node_modules\/(?:\.pnpm\/[^/]+|@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[0] ?? path
}
