import { type ExecFileException, execFile } from 'node:child_process'
import { type Environment, withoutKeys } from '../environment.ts'

/** A history of a hundred thousand commits takes git seconds, on a slow disk more. */
const TIMEOUT_MS = 60_000

const MAX_BYTES = 64 * 1024 * 1024

/** Git was stopped before it had said all: nothing follows from what it said. */
export class GitCutOffError extends Error {
  override readonly name = 'GitCutOffError'
  /** It printed more than is read. */
  readonly isTooLarge: boolean

  constructor(what: string, { cause, isTooLarge }: { readonly cause: unknown; readonly isTooLarge: boolean }) {
    super(`git ${what} was cut off`, { cause })
    this.isTooLarge = isTooLarge
  }
}

/**
 * What git printed. Undefined where it fails or there is none.
 *
 * @throws {GitCutOffError}
 */
export function runGit(args: readonly string[], cwd: string, env: Environment): Promise<Buffer | undefined> {
  const limits = { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES }
  const options = { cwd, env: { ...withoutKeys(env), LC_ALL: 'C' }, encoding: 'buffer', ...limits } as const
  return new Promise((resolve, reject) => {
    execFile('git', args, options, (error, stdout) => {
      if (error === null) resolve(stdout)
      else if (isCutOff(error))
        reject(new GitCutOffError(args[0] ?? '', { cause: error, isTooLarge: isTooLarge(error) }))
      else resolve(undefined)
    })
  })
}

/** By the time, by a signal of somebody, or by the bytes that it printed. */
function isCutOff(error: ExecFileException): boolean {
  return error.killed === true || Boolean(error.signal) || isTooLarge(error)
}

function isTooLarge({ code }: ExecFileException): boolean {
  return String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
}
