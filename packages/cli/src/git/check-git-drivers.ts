import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '@meshroom/secrets'
import { namesDrivers } from './configure-git.ts'
import { gitDrivers } from './git-drivers.ts'
import { readGitDrivers } from './read-git-config.ts'

/** Whether this clone can show and merge the vault. */
export async function checkGitDrivers(root: string): Promise<Finding[]> {
  if (!existsSync(join(root, 'secrets.gpg'))) return []
  const found = await readGitDrivers(root)
  if (found === undefined) return []
  if (!namesDrivers(root)) return [withoutAttributes()]
  const missing = gitDrivers().filter(([key, value]) => found.get(key) !== value)
  return missing.length === 0 ? [] : [notConfigured(missing.map(([key]) => key))]
}

function withoutAttributes(): Finding {
  const hint = 'add to .gitattributes: secrets.gpg diff=meshroom merge=meshroom -text'
  const message = 'git would merge secrets.gpg line by line, which damages it'
  return { level: 'warning', code: 'GIT_ATTRIBUTES', subject: '.gitattributes', message, hint }
}

function notConfigured(keys: readonly string[]): Finding {
  const message = `git does not find the programs that show and merge secrets.gpg (${keys.join(', ')})`
  const hint = 'see whether .git/config can be written'
  return { level: 'warning', code: 'GIT_DRIVERS', subject: '.git/config', message, hint }
}
