import type { SecretStore } from '@meshroom/engine'
import type { SecretOwner, Vault } from '@meshroom/secrets'

/** The vault as the engine needs it. It is opened with the first use: most commands never need a secret. */
export function secretStore(vault: () => Promise<Vault>): SecretStore {
  return {
    get: async (owner, key) => (await vault()).getFor(owner, key),
    keys: async (owner) => (await vault()).keysFor(owner),
    set: async (owner, values) => void (await (await vault()).setFor(owner, values)),
    forget: async (owner, keys) => forget(await vault(), owner, keys),
    remove: async (owner) => void (await (await vault()).removeOwner(owner)),
  }
}

async function forget(vault: Vault, owner: SecretOwner, keys: readonly string[]): Promise<void> {
  const { entryName } = await import('@meshroom/secrets')
  await vault.unset(keys.map((key) => entryName(owner, key)))
}
