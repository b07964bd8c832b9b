import { spawn } from 'node:child_process'
import { HookError, type RunResult } from '@meshroom/hooks-sdk'
import { endOfText } from '../end-of-text.ts'
import type { Program } from './program.ts'

export interface ProgramRun {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  readonly signal: AbortSignal
}

/** Longest output of a program on each stream, in bytes. */
const LONGEST = 8 * 1024 * 1024

/**
 * Runs a program to its end, in a process group that goes with it when the hook is aborted.
 *
 * @throws HookError `RUN_FAILED` when it cannot be started, writes too much or is ended by a signal; `CANCELLED`
 */
export function runProgram({ file, args }: Program, { cwd, env, stdin, signal }: ProgramRun): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, detached: process.platform !== 'win32', windowsHide: true })
    const fail = (error: HookError) => {
      endGroup(child.pid)
      reject(error)
    }
    const cancel = () => fail(new HookError('CANCELLED', `"${file}" was ended`))
    const tooMuch = () => fail(new HookError('RUN_FAILED', `"${file}" wrote more than ${LONGEST} bytes`))
    const stdout = collect(child.stdout, tooMuch)
    const stderr = collect(child.stderr, tooMuch)
    signal.addEventListener('abort', cancel, { once: true })
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    child.once('error', (error) => fail(cannotStart(file, error)))
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', cancel)
      if (code === null)
        fail(new HookError('RUN_FAILED', `"${file}" was ended by ${killedBy}: ${endOfText(stderr(), 2_000)}`))
      else resolve({ code, stdout: stdout(), stderr: stderr() })
    })
  })
}

function collect(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= LONGEST) chunks.push(chunk)
    else tooMuch()
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

/** Aborting is the end of the command: what does not heed SIGTERM is not waited for long. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  signalGroup(pid, 'SIGTERM')
  setTimeout(() => signalGroup(pid, 'SIGKILL'), 2_000).unref()
}

/** Signals a process and what it started, where it leads a group of its own. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

function cannotStart(file: string, error: NodeJS.ErrnoException): HookError {
  if (error.code !== 'ENOENT') return new HookError('RUN_FAILED', `"${file}" cannot be started: ${error.message}`)
  return new HookError('RUN_FAILED', `there is no program "${file}" on this machine`, {
    hint: `install ${file}, and see that it is in PATH`,
  })
}
