import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { KeyIdentity } from '@meshroom/secrets'
import { withoutOwnSecrets } from './without-own-secrets.ts'

const run = promisify(execFile)

/** How a person signs their work for git there; what git does not know is left out. */
export async function gitIdentity(folder: string): Promise<KeyIdentity> {
  const [name, email] = await Promise.all(['user.name', 'user.email'].map((key) => configured(key, folder)))
  return { name, email }
}

async function configured(key: string, cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['config', '--get', key], { cwd, env: withoutOwnSecrets(process.env) })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
