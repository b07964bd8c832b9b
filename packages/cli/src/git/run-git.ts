import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** More than any version of a vault. */
const MAX_BYTES = 256 * 1024 * 1024

/** What git printed there, or undefined where it failed or there is none. */
export async function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return (await gitBytes(cwd, args))?.toString('utf8')
}

/** {@link git}, byte by byte. */
export async function gitBytes(cwd: string, args: readonly string[]): Promise<Buffer | undefined> {
  try {
    return (await run('git', [...args], { cwd, encoding: 'buffer', maxBuffer: MAX_BYTES })).stdout
  } catch {
    return undefined
  }
}
