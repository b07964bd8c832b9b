import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { withoutOwnSecrets } from '../ports/without-own-secrets.ts'

/** The version of git as it says it; undefined where there is none. */
export async function findGit(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('git', ['--version'], { env: withoutOwnSecrets(process.env) })).stdout.trim()
  } catch {
    return undefined
  }
}
