import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both streams, for what a program says wherever it says it. */
  readonly text: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { cwd, input = '', env = process.env } = options
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}) // A program need not read its input.
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')])
  return { code, stdout, stderr, text: stdout + stderr }
}

/** Runs a program that must succeed. @throws Error with all that it said when it does not */
export async function succeed(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const result = await run(command, args, options)
  if (result.code === 0) return result
  throw new Error(`${command} ${args.join(' ')} ended with ${result.code}:\n${result.text}`)
}

/** A tool that the repository's root brings. */
export function tool(name: string): string {
  return fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url))
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
