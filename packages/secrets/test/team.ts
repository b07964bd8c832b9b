import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openKeys, openVault, passphraseFrom, type Vault, type VaultOptions } from '../src/index.ts'
import { homeIn, temporaryFolder } from './temporary-vault.ts'

/** A member of a team: a home of their own, and no passphrase, which makes tests quick. */
export interface Member {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly keyDir: string
  readonly stateDir: string
  /** Their key, made when first asked for. */
  publicKey(): Promise<string>
  fingerprint(): Promise<string>
  open(file: string, options?: Partial<VaultOptions>): Vault
}

export async function member(name: string): Promise<Member> {
  const home = await temporaryFolder()
  const env = homeIn(home)
  const passphrase = passphraseFrom({ env: { MESHROOM_PASSPHRASE: '' } })
  const identity = { name, email: `${name.toLowerCase()}@example.org` }
  const keyDir = join(home, '.config', 'meshroom', 'keys')
  const keys = openKeys({ env, passphrase, identity })
  const fingerprint = async () => (await keys.list())[0]?.fingerprint ?? (await keys.create()).fingerprint
  return {
    name,
    env,
    keyDir,
    stateDir: join(home, '.local', 'state', 'meshroom', 'vaults'),
    fingerprint,
    publicKey: async () => keys.export(await fingerprint(), 'public'),
    open: (file, options = {}) => openVault({ file, env, passphrase, identity, ...options }),
  }
}

/** Names in the recipients' folder of a vault, without `.asc`. */
export function recipientFiles(folder: string): string[] {
  return readdirSync(join(folder, 'recipients'))
    .map((name) => name.replace('.asc', ''))
    .sort()
}
