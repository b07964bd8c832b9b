import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path'
import { HookError } from '@meshroom/hooks-sdk'
import type { AskContext } from './ask.ts'

export type Purpose = 'read' | 'write'

/**
 * Turns a path that a hook gave into an absolute one, when it is one that the hook may read or write.
 *
 * Refused are `..`, paths outside the areas of the hook's product, links that lead out of them, and writing below a `.git`: what git finds
 * there it may run.
 *
 * @throws HookError `PATH_REFUSED`
 */
export async function resolvePath(path: string, purpose: Purpose, context: AskContext): Promise<string> {
  const absolute = toAbsolute(path, context.settings.root)
  const areas = areasFor(purpose, context).filter((area) => isWithin(area, absolute))
  if (areas.length === 0)
    throw refuse(path, `is not among the folders that hooks of ${context.settings.product.name} may ${purpose}`)
  const inGit = absolute.split(sep).some((part) => part.toLowerCase() === '.git')
  if (purpose === 'write' && inGit) throw refuse(path, 'is a part of git itself')
  const real = await realOf(absolute)
  const reals = await Promise.all(areas.map(realOf))
  if (!reals.some((area) => isWithin(area, real))) throw refuse(path, 'leads out of its folder by a link')
  return absolute
}

/**
 * Opens a file that a hook may read. What has been opened is compared with what is there, for a folder on the way may have become a link since
 * the path was looked at.
 *
 * @throws HookError `PATH_REFUSED`; what the disk says
 */
export async function openToRead(path: string, context: AskContext): Promise<FileHandle> {
  const file = await open(await resolvePath(path, 'read', context))
  try {
    const there = await lstat(await realpath(await resolvePath(path, 'read', context)))
    const opened = await file.stat()
    if (there.ino !== opened.ino || there.dev !== opened.dev) throw refuse(path, 'became another one meanwhile')
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Folders, absolute, that a hook may read or write. */
export function areasFor(purpose: Purpose, context: AskContext): readonly string[] {
  const { root, product } = context.settings
  const own = [`mirrors/${product.name}`, `.meshroom/scratch/${product.name}`]
  const shared = context.kind === 'pull' || context.kind === 'scaffold' ? ['products'] : []
  const readable = purpose === 'read' ? [product.folder] : []
  return [...[...own, ...shared, ...readable].map((path) => join(root, path)), ...permittedFolders(context)]
}

/** `permissions.write`: relative to the product's folder, or to the project where a setting says it. One that holds the whole project grants nothing. */
function permittedFolders({ settings, input }: AskContext): readonly string[] {
  const { root, product } = settings
  const values = { ...input.settings, ...input.instance?.settings }
  return product.permissions.write.flatMap((entry) => {
    const filled = entry.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
      const value = values[name]
      return typeof value === 'string' ? value : '\0'
    })
    if (filled === '' || filled.includes('\0') || hasParentStep(entry)) return []
    const folder = resolve(entry.startsWith('{') ? root : join(root, product.folder), filled)
    return isWithin(folder, root) ? [] : [folder]
  })
}

function toAbsolute(path: string, root: string): string {
  if (path === '' || path.includes('\0')) throw refuse(path, 'is no path')
  if (hasParentStep(path)) throw refuse(path, 'must not contain ".."')
  return isAbsolute(path) ? normalize(path) : join(root, path)
}

function hasParentStep(path: string): boolean {
  return path.split(/[/\\]/).includes('..')
}

export function isWithin(folder: string, path: string): boolean {
  const step = relative(folder, path)
  return step === '' || (step !== '..' && !step.startsWith(`..${sep}`) && !isAbsolute(step))
}

/** Where a path leads once links are followed, as far as it exists. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const parent = dirname(path)
    if (parent === path || !(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') return path
    return join(await realOf(parent), basename(path))
  }
}

function refuse(path: string, why: string): HookError {
  return new HookError('PATH_REFUSED', `"${path}" ${why}`)
}
