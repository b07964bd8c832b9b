import type { SecretStore } from '@meshroom/engine'
import type { Vault } from '@meshroom/secrets'

/** The vault as the engine needs it. It is opened with the first use: most commands never need a secret. */
export function secretStore(vault: () => Promise<Vault>): SecretStore {
  return {
    get: async (owner, key) => (await vault()).getFor(owner, key),
    keys: async (owner) => (await vault()).keysFor(owner),
    set: async (owner, values) => void (await (await vault()).setFor(owner, values)),
    forget: async (owner, keys) => void (await (await vault()).unsetFor(owner, keys)),
    remove: async (owner) => void (await (await vault()).removeOwner(owner)),
  }
}
