import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '@meshroom/secrets'
import { namesDrivers } from './configure-git.ts'
import { gitDrivers } from './git-drivers.ts'
import { readGitDrivers } from './read-git-config.ts'
import { isUnmergedInIndex } from './unmerged-versions.ts'

/** Whether this clone can show and merge the vault. */
export async function checkGitDrivers(root: string): Promise<Finding[]> {
  if (!existsSync(join(root, 'secrets.gpg'))) return []
  const found = await readGitDrivers(root)
  if (found === undefined) return []
  const unmerged = (await isUnmergedInIndex(join(root, 'secrets.gpg'))) ? [waiting()] : []
  if (!namesDrivers(root)) return [...unmerged, withoutAttributes()]
  const missing = gitDrivers().filter(([key, value]) => found.get(key) !== value)
  return missing.length === 0 ? unmerged : [...unmerged, notConfigured(missing.map(([key]) => key))]
}

/** Only a person, or `secrets resolve`, knows whether the file at hand is the two sides together. */
function waiting(): Finding {
  const hint = 'meshroom secrets resolve; where it finds nothing more to merge: git add secrets.gpg'
  const message = 'git waits for the two sides of secrets.gpg to be merged'
  return { level: 'warning', code: 'GIT_UNMERGED', subject: 'secrets.gpg', message, hint }
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
