import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { gitEnvironment } from '../host/broker/run-git.ts'

export interface GitQuestion {
  readonly input?: string
  /** Exit codes that are answers; default 0 only. */
  readonly accept?: readonly number[]
  /** Called with each line in turn; the others are not kept. */
  readonly isWanted?: (line: string) => boolean
}

const FLAGS = ['--no-replace-objects', '-c', 'core.fsmonitor=false']

/** Lines of git's answer that are wanted. It fetches nothing, whatever a partial clone lacks. */
export async function askGit(
  cwd: string,
  args: readonly string[],
  { input = '', accept = [0], isWanted = () => true }: GitQuestion = {},
): Promise<readonly string[]> {
  const env = { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1' }
  const child = spawn('git', [...FLAGS, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      accept.includes(code ?? -1) ? resolve() : reject(new Error(`git ${args[0]} ended with ${code}`)),
    )
  })
  ended.catch(() => {})
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) if (isWanted(line)) lines.push(line)
  await ended
  return lines
}
