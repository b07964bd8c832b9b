import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { homeIn, temporaryFolder } from './temporary-vault.ts'

/** Where gpg must be there: in CI a missing one fails the tests, elsewhere they do not run. */
export const GPG_EXPECTED = has('gpg') || Boolean(process.env.CI)
export const SQ_EXPECTED = has('sq') || Boolean(process.env.CI)

/** A person with a keyring. */
export interface GnupgHome {
  readonly env: Readonly<Record<string, string>>
  /** Runs gpg and expects it to succeed. */
  gpg(args: readonly string[], input?: string | Uint8Array): Buffer
  /** Runs gpg, whatever comes. */
  tryGpg(args: readonly string[], input?: string | Uint8Array): SpawnSyncReturns<Buffer>
  /** Fingerprint of the only, or of the named, key. */
  fingerprint(userId?: string): string
}

/** The path is short: the agent's socket has to fit into 108 bytes. */
export async function gnupgHome(): Promise<GnupgHome> {
  const folder = await temporaryFolder()
  const home = join(folder, 'g')
  mkdirSync(home, { mode: 0o700 })
  const env = { ...homeIn(folder), GNUPGHOME: home, LC_ALL: 'C' }
  onTestFinished(() => {
    spawnSync('gpgconf', ['--kill', 'all'], { env })
  })
  const tryGpg: GnupgHome['tryGpg'] = (args, input = '') =>
    spawnSync('gpg', ['--batch', '--no-tty', ...args], { env, input })
  const gpg: GnupgHome['gpg'] = (args, input) => {
    const { status, stdout, stderr, error } = tryGpg(args, input)
    expect(error).toBeUndefined()
    expect(status, String(stderr)).toBe(0)
    return stdout
  }
  return {
    env,
    gpg,
    tryGpg,
    fingerprint: (userId = '') => firstFingerprint(gpg(['--with-colons', '--list-keys', userId])),
  }
}

/** Makes a key without passphrase from the lines of a parameter file. */
export function generateKey(home: GnupgHome, lines: readonly string[]): string {
  const name = `k${Math.random().toString(36).slice(2)}`
  home.gpg(['--gen-key'], [...lines, `Name-Real: ${name}`, '%no-protection', '%commit', ''].join('\n'))
  return home.fingerprint(name)
}

function firstFingerprint(colons: Buffer): string {
  return /^fpr:+([0-9A-F]+):/m.exec(colons.toString())?.[1]?.toLowerCase() ?? ''
}

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}
