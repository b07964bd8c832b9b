import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames } from '@meshroom/model'

const CODE = /\.(?:[mc]?[jt]s|wasm|node)$/
/** A `package.json` in any folder says what the files there are, and which of them the folder stands for. */
const DEPENDENCIES = /^(?:(?:.*\/)?package\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock)$/

/**
 * Lists code of a product and everything in its `templates/`: what its digest covers. Reads directories only, synchronously: a thousand
 * asynchronous reads cost more than their sum.
 *
 * @returns files relative to the product's folder, with `/`, sorted
 */
export function listProductFiles(folder: string): readonly string[] {
  return walk(folder, '').filter(isDigested).sort(compareNames)
}

function isDigested(file: string): boolean {
  return CODE.test(file) || DEPENDENCIES.test(file) || file.startsWith('templates/')
}

/** Links are not followed: what a hook's file is must be in the product's folder. */
function walk(root: string, below: string): string[] {
  return entriesOf(join(root, below)).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isFile()) return [path]
    const skipped = !entry.isDirectory() || entry.name === 'node_modules' || entry.name === '.git'
    return skipped ? [] : walk(root, path)
  })
}

/** What is in a folder; nothing where there is none. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}
