import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Tree } from './workspace.ts'

const skipped = new Set(['node_modules', 'dist', '.turbo', 'coverage', 'fixtures'])
const wanted = /(\.[mc]?[jt]s|\/package\.json|\.md|\/LICENSE)$/

/** Reads the repository's files that the checks look at. */
export async function readTree(root: string): Promise<Tree> {
  const tree = new Map<string, string>([['ARCHITECTURE.md', await readFile(join(root, 'ARCHITECTURE.md'), 'utf8')]])
  for (const folder of ['packages', 'products', '.changeset'])
    for await (const file of filesBelow(join(root, folder))) {
      const path = relative(root, file).split(sep).join('/')
      if (wanted.test(path)) tree.set(path, await readFile(file, 'utf8'))
    }
  return tree
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* filesBelow(path)
    if (entry.isFile()) yield path
  }
}
