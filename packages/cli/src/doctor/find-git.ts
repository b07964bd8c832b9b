import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The version of git as it says it; undefined where there is none. */
export async function findGit(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('git', ['--version'])).stdout.trim()
  } catch {
    return undefined
  }
}
