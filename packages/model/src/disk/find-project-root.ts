import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * The nearest folder, from the given one upwards, that has `products/` or `instances/`.
 *
 * @returns its absolute path, or undefined when there is none
 */
export async function findProjectRoot(from: string): Promise<string | undefined> {
  const folder = resolve(from)
  if ((await isFolder(join(folder, 'products'))) || (await isFolder(join(folder, 'instances')))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : findProjectRoot(parent)
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  return stats?.isDirectory() === true
}
