import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gitDrivers } from './git-drivers.ts'
import { readGitDrivers, writeGitConfig } from './read-git-config.ts'

/**
 * Tells the clone how to show and merge `secrets.gpg`, with its first use: git carries attributes from clone to clone, but no programs. A
 * project whose attributes do not name the drivers is left alone, and so is one that is in no clone.
 */
export async function configureGit(root: string): Promise<void> {
  if (!namesDrivers(root) || isConfigured(root)) return
  const found = await readGitDrivers(root)
  if (found === undefined) return
  for (const [key, value] of gitDrivers()) if (found.get(key) !== value) await writeGitConfig(root, key, value)
}

/** Whether the project's attributes ask for the drivers. */
export function namesDrivers(root: string): boolean {
  return /^\s*secrets\.gpg\s.*\bmerge=meshroom\b/m.test(readText(join(root, '.gitattributes')))
}

/** Looks into the file, which takes no process of git's; where that is not certain, the answer is no. */
function isConfigured(root: string): boolean {
  const config = readText(join(gitFolder(root) ?? '', 'config'))
    .replaceAll('\\\\', '\\')
    .replaceAll('\\"', '"')
  return gitDrivers().every(([, value]) => config.includes(value))
}

/** Of an ordinary clone that holds the folder. */
function gitFolder(from: string): string | undefined {
  const folder = join(from, '.git')
  if (existsSync(folder)) return statSync(folder).isDirectory() ? folder : undefined
  const above = dirname(from)
  return above === from ? undefined : gitFolder(above)
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
