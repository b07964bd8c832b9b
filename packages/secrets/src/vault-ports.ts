import { dirname, join } from 'node:path'
import { noCache } from './agent/session-key-cache.ts'
import { systemGpg } from './gpg/run-gpg.ts'
import { defaultKeyDir } from './keys/key-folder.ts'
import { keyRing } from './keys/key-ring.ts'
import { passphraseFrom } from './keys/passphrase-source.ts'
import { pinnedKeys } from './pgp/public-key.ts'
import type { VaultPorts } from './read-vault.ts'
import { nameReaders } from './recipients/name-readers.ts'
import { nodeFileSystem } from './storage/file-system.ts'
import { gitHistory } from './trust/git-history.ts'
import { defaultStateDir, vaultMemory } from './trust/vault-memory.ts'
import type { VaultOptions } from './vault.ts'

/** What the options leave open is this machine's. */
export function vaultPorts(options: VaultOptions): VaultPorts & { readonly keyDir: string } {
  const env = options.env ?? process.env
  const passphrase = options.passphrase ?? passphraseFrom({ env })
  const fs = options.fileSystem ?? nodeFileSystem
  const clock = options.clock ?? (() => new Date())
  const gpg = options.gpg ?? systemGpg({ env, mayAsk: passphrase.interactive })
  const keyDir = options.keyDir ?? defaultKeyDir(env)
  const history = options.history ?? gitHistory(env)
  const { identity, key, file, approve } = options
  const recipientsDir = options.recipientsDir ?? join(dirname(file), 'recipients')
  const nameThem = (keyIds: readonly string[]) => nameReaders({ fs, recipientsDir }, keyIds)
  return {
    fs,
    gpg,
    clock,
    file,
    keyDir,
    approve,
    recipientsDir,
    isInteractive: passphrase.interactive,
    lockTimeoutMs: options.lockTimeoutMs ?? 10_000,
    keys: keyRing({
      fs,
      gpg,
      clock,
      passphrase,
      keyDir,
      identity,
      key,
      armoredKey: env.MESHROOM_KEY,
      nameReaders: nameThem,
    }),
    keyOf: pinnedKeys(),
    memory: vaultMemory({ fs, folder: options.stateDir ?? defaultStateDir(env), history }),
    history,
    trustedSigners: options.trustedSigners ?? parseFingerprints(env.MESHROOM_VAULT_SIGNERS),
    sessionKeys: options.sessionKeys ?? noCache,
  }
}

/** Separated by commas or blanks. */
function parseFingerprints(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((each) => each !== '')
}
