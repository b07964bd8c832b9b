import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** No write takes that long: an older draft was left by a process that was killed. */
const oldMs = 60_000

/**
 * Removes the drafts of a file that were left beside it, as `.<name>.….tmp` or `<name>.….tmp`. One that cannot be removed is in nobody's way.
 *
 * @param path of the file, absolute
 * @example
 * await writeFileAtomic(path, text)
 * sweepDrafts(path)
 */
export function sweepDrafts(path: string): void {
  const folder = dirname(path)
  for (const name of attempt(() => readdirSync(folder)) ?? [])
    if (isDraft(name, basename(path))) attempt(() => removeOld(join(folder, name)))
}

function isDraft(name: string, of: string): boolean {
  return name.endsWith('.tmp') && (name.startsWith(`.${of}.`) || name.startsWith(`${of}.`))
}

function removeOld(draft: string): void {
  if (Date.now() - statSync(draft).mtimeMs > oldMs) rmSync(draft)
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
