import { type Dirent, readdirSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { MeshroomError } from '@meshroom/model'

/**
 * Node's grants are for paths as they are written: a link in a granted folder would lead out of it.
 *
 * @param folder absolute
 * @param shown the folder's name for people
 * @throws MeshroomError `PRODUCT_LINK_REFUSED` naming the link
 */
export function refuseLinks(folder: string, shown: string): void {
  const real = realOf(folder)
  if (real === undefined) return
  for (const link of linksBelow(real)) {
    const target = realOf(link)
    if (target === undefined || isWithin(real, target)) continue
    const path = `${shown}/${relative(real, link).replaceAll(sep, '/')}`
    throw new MeshroomError('PRODUCT_LINK_REFUSED', `${path} is a link that leads out of ${shown}`, {
      hint: `remove ${path}, or copy what it leads to: hooks must not read the rest of this machine`,
      file: path,
    })
  }
}

function* linksBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isSymbolicLink()) yield path
    else if (entry.isDirectory()) yield* linksBelow(path)
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Where a path leads; undefined where it leads nowhere, and nothing can be read. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}
