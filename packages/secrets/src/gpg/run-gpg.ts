import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { withoutKeys } from '../environment.ts'
import { errorCode } from '../storage/file-system.ts'

/** What one run of gpg gave. */
export interface GpgResult {
  readonly code: number
  readonly stdout: Uint8Array
  /** Lines of the status descriptor, without their `[GNUPG:] `: what to go by, rather than the exit code. */
  readonly status: readonly string[]
}

/** The person's gpg. A port: tests and other programs may bring their own. */
export interface Gpg {
  /** Runs it, or gives undefined where there is no gpg or it has no keyring. Secrets go in by `input`, never as arguments. */
  run(args: readonly string[], input?: Uint8Array): Promise<GpgResult | undefined>
}

/** How the gpg of this machine is called. */
export interface GpgOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether gpg may ask the person for a PIN or passphrase itself. */
  readonly mayAsk: boolean
}

/** The gpg on the PATH. It is not started where there is no keyring, because it would make one. */
export function systemGpg({ env, mayAsk }: GpgOptions): Gpg {
  const always = ['--batch', '--no-tty', '--status-fd', '3', ...(mayAsk ? [] : ['--pinentry-mode', 'error'])]
  return {
    run: async (args, input = new Uint8Array()) =>
      hasKeyring(env) ? runGpg([...always, ...args], input, env) : undefined,
  }
}

function hasKeyring(env: GpgOptions['env']): boolean {
  const home = env.GNUPGHOME
  return existsSync(home === undefined || home === '' ? join(env.HOME ?? homedir(), '.gnupg') : home)
}

async function runGpg(
  args: readonly string[],
  input: Uint8Array,
  env: GpgOptions['env'],
): Promise<GpgResult | undefined> {
  const child = spawn('gpg', args, {
    env: { ...withoutKeys(env), LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', (error) => (errorCode(error) === 'ENOENT' ? resolve(undefined) : reject(error)))
    child.once('close', (code) => resolve(code ?? -1))
  })
  const [stdin, stdout, , status] = child.stdio
  stdin?.on('error', () => {}).end(input)
  const [output, lines, code] = await Promise.all([collect(stdout), collect(status), ended])
  return code === undefined ? undefined : { code, stdout: output, status: statusLines(lines.toString('utf8')) }
}

function collect(stream: unknown): Promise<Buffer> {
  return stream instanceof Readable ? buffer(stream) : Promise.resolve(Buffer.alloc(0))
}

function statusLines(text: string): string[] {
  const prefix = '[GNUPG:] '
  return text.split(/\r?\n/).flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []))
}
