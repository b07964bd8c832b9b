import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames } from '@meshroom/model'

/** A file of a product, with `/`, relative to the product's folder. */
export interface ProductFiles {
  /** Code of the product and everything in its `templates/`: what its digest covers. Sorted. */
  readonly digested: readonly string[]
  /** Product-wide files that may declare hooks. Sorted. */
  readonly hooks: readonly string[]
  /** Files of the same kind beside the manifests of integrations. Sorted. */
  readonly integrationHooks: readonly string[]
}

const CODE = /\.(?:[mc]?[jt]s|wasm|node)$/
const HOOK_CODE = /\.m?[jt]s$/
const NEVER_HOOK = /\.(?:d|test|spec|config)\.m?[jt]s$/
const DEPENDENCIES = /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock)$/

/**
 * Lists what of a product's folder is code. Reads directories only, synchronously: a catalogue has hundreds of small products, and a
 * thousand asynchronous reads cost more than their sum.
 */
export function listProductFiles(folder: string): ProductFiles {
  const files = walk(folder, '').toSorted(compareNames)
  return {
    digested: files.filter(isDigested),
    hooks: files.filter((file) => !file.includes('/') && isHookFile(file)),
    integrationHooks: files.filter((file) => /^integrations\/[^/]+\/[^/]+$/.test(file) && isHookFile(file)),
  }
}

function isDigested(file: string): boolean {
  return CODE.test(file) || DEPENDENCIES.test(file) || file.startsWith('templates/')
}

function isHookFile(file: string): boolean {
  return HOOK_CODE.test(file) && !NEVER_HOOK.test(file)
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

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}
