import { execFile } from 'node:child_process'
import { type Environment, withoutKeys } from '../environment.ts'

const TIMEOUT_MS = 10_000

/** What git printed. Undefined where it fails or there is none. */
export function runGit(args: readonly string[], cwd: string, env: Environment): Promise<Buffer | undefined> {
  const limits = { timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }
  const options = { cwd, env: { ...withoutKeys(env), LC_ALL: 'C' }, encoding: 'buffer', ...limits } as const
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => resolve(error === null ? stdout : undefined))
  })
}
