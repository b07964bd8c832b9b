import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { MeshroomError } from '@meshroom/model'

/** What is passed on to the child. A terminal sends the first two to it by itself. */
const ofTerminals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']
const others: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']

/** How another program takes over until it ends. */
export interface RunChildOptions {
  readonly env: NodeJS.ProcessEnv
}

/**
 * Runs a program in the place of this one: it has the same standard streams, gets the signals that this process gets, and what it exits with
 * is what comes back.
 *
 * @returns its exit code; 128 and the signal's number where a signal ended it
 * @throws MeshroomError `RUN_NOT_FOUND`, `RUN_NOT_ALLOWED`
 */
export async function runChild(command: readonly string[], { env }: RunChildOptions): Promise<number> {
  const [program = '', ...args] = command
  let child: ChildProcess | undefined
  const forward = (signal: NodeJS.Signals): void => void child?.kill(signal)
  const ignore = (): void => {}
  const onTerminal = process.stdin.isTTY ? ignore : forward
  // Before the program starts: it may be ready, and be sent a signal, before this process runs on.
  for (const signal of ofTerminals) process.on(signal, onTerminal)
  for (const signal of others) process.on(signal, forward)
  try {
    child = spawn(program, args, { stdio: 'inherit', env })
    return await exitOf(program, child)
  } finally {
    for (const signal of ofTerminals) process.off(signal, onTerminal)
    for (const signal of others) process.off(signal, forward)
  }
}

function exitOf(program: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, error)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
}

function notStarted(program: string, cause: NodeJS.ErrnoException): MeshroomError {
  const isMissing = cause.code === 'ENOENT'
  return new MeshroomError(
    isMissing ? 'RUN_NOT_FOUND' : 'RUN_NOT_ALLOWED',
    isMissing ? `there is no program ${program}` : `${program} cannot be run`,
    { hint: 'Check its name and PATH.', cause },
  )
}
