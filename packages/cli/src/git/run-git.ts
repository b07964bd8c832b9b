import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { withoutOwnSecrets } from '../ports/without-own-secrets.ts'

const run = promisify(execFile)

/** More than any version of a vault. */
const MAX_BYTES = 256 * 1024 * 1024

/** What git printed there, or undefined where it failed or there is none. */
export async function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return (await gitBytes(cwd, args))?.toString('utf8')
}

/** {@link git}, byte by byte. */
export async function gitBytes(cwd: string, args: readonly string[]): Promise<Buffer | undefined> {
  const options = { encoding: 'buffer', maxBuffer: MAX_BYTES, env: withoutOwnSecrets(process.env) } as const
  try {
    return (await run('git', [...args], { ...options, cwd })).stdout
  } catch {
    return undefined
  }
}
