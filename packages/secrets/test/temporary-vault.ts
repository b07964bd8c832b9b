import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openVault, passphraseFrom, type Vault, type VaultOptions } from '../src/index.ts'

/** A place for one vault and its person's keys, gone after the test. */
export interface TemporaryVault {
  readonly folder: string
  readonly file: string
  readonly keyDir: string
  readonly env: Readonly<Record<string, string>>
  open(options?: Partial<VaultOptions>): Vault
}

export const PASSPHRASE = 'correct horse'

/** Short, for a socket of gpg's agent has to fit below it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mv-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The environment of a person who has nothing but a home folder. */
export function homeIn(folder: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: join(folder, '.config') }
}

export async function temporaryVault(): Promise<TemporaryVault> {
  const folder = await temporaryFolder()
  const env = homeIn(folder)
  const file = join(folder, 'project', 'secrets.gpg')
  return {
    folder,
    file,
    keyDir: join(folder, '.config', 'meshroom', 'keys'),
    env,
    open: (options = {}) =>
      openVault({
        file,
        env,
        passphrase: passphraseFrom({ env: { MESHROOM_PASSPHRASE: PASSPHRASE } }),
        identity: { name: 'Ada Lovelace', email: 'ada@example.org' },
        ...options,
      }),
  }
}
