import { spawn } from 'node:child_process'
import { HookError } from '@meshroom/hooks-sdk'
import { endOfText } from '../end-of-text.ts'
import { withoutPassword } from './check-remote.ts'

export interface GitRun {
  /** Absolute. */
  readonly cwd: string
  readonly stdin?: string
  readonly signal: AbortSignal
  /** Exit codes that are answers; default 0 only. */
  readonly accept?: readonly number[]
}

export interface GitAnswer {
  readonly code: number
  readonly stdout: string
}

const LONGEST = 1024 * 1024

/** Set by git itself when it runs a program: they would point our git at another repository. */
const OF_ANOTHER_GIT = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
]

/** Links are written as files with the path in them: through one that leads out, a hook would read and write where it may not. */
const FLAGS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.symlinks=false'].flatMap((each) => [
  '-c',
  each,
])

/**
 * Runs the machine's git with the person's own configuration and credentials, but never a hook, with no link in what it checks out, and without a terminal, so that it fails
 * instead of waiting for a password.
 *
 * @throws HookError `GIT_FAILED` with git's own words
 */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitAnswer> {
  const { code, stdout, stderr: all } = await start([...FLAGS, ...args], run)
  const stderr = endOfText(all, 8_000)
  if ((run.accept ?? [0]).includes(code)) return { code, stdout }
  throw new HookError('GIT_FAILED', `git ${args[0]} failed: ${withoutPassword(stderr.trim())}`, hintFor(stderr))
}

function start(args: readonly string[], { cwd, stdin, signal }: GitRun): Promise<GitAnswer & { stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd,
      env: gitEnvironment(),
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    let stdout = ''
    let stderr = ''
    const stop = () => child.pid !== undefined && killGroup(child.pid)
    signal.addEventListener('abort', stop, { once: true })
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout = (stdout + chunk).slice(-LONGEST)))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr = (stderr + chunk).slice(-LONGEST)))
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    child.once('error', (error) => reject(cannotStart(error)))
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(new HookError('CANCELLED', 'git was ended'))
      else resolve({ code: code ?? 1, stdout, stderr })
    })
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
  } catch {
    // It has ended meanwhile.
  }
}

/** The environment of this process, but for what points git at another repository or has it ask on a terminal. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !OF_ANOTHER_GIT.includes(name) && !name.startsWith('MESHROOM_'),
  )
  return {
    ...Object.fromEntries(env),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
    GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -oBatchMode=yes',
    LC_ALL: 'C',
  }
}

function cannotStart(error: NodeJS.ErrnoException): HookError {
  if (error.code !== 'ENOENT') return new HookError('GIT_FAILED', `git cannot be started: ${error.message}`)
  return new HookError('GIT_FAILED', 'there is no git on this machine', {
    hint: 'install git, and see that it is in PATH',
  })
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /could not read Username|Authentication failed|terminal prompts disabled|403/,
    'set up credentials for this host: git config --global credential.helper …',
  ],
  [
    /Permission denied \(publickey|Host key verification failed/,
    'see that `ssh -T` to this host works without a question',
  ],
  [
    /Could not resolve host|unable to access|Connection (?:refused|timed out)/,
    'see that the network reaches this host, or point git elsewhere with url.<base>.insteadOf',
  ],
  [
    /does not appear to be a git repository|not found|does not exist/i,
    'see that the URL is right and that you may read it',
  ],
  [
    /Author identity unknown|unable to auto-detect email/,
    'git config --global user.name "…"; git config --global user.email …',
  ],
  [/non-fast-forward|fetch first|\[rejected\]/, 'somebody pushed to this branch meanwhile: run the command again'],
  [/\.lock': File exists/, 'another git is at work there; if not, remove the lock file'],
]

function hintFor(stderr: string): { hint?: string } {
  const hint = hints.find(([pattern]) => pattern.test(stderr))?.[1]
  return hint === undefined ? {} : { hint }
}
