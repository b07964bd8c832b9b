import type { SecretOwner, SecretStore } from '@meshroom/engine'
import type { Vault } from '@meshroom/secrets'

export interface SecretStoreOptions {
  /** Told of a secret that is used and has expired, soon will, or must be rotated; once of each. */
  readonly say: (lines: readonly string[]) => void
}

/** The vault as the engine needs it. It is opened with the first use: most commands never need a secret. */
export function secretStore(vault: () => Promise<Vault>, { say }: SecretStoreOptions): SecretStore {
  const noted = new Set<string>()
  return {
    get: async (owner, key) => {
      const opened = await vault()
      const value = await opened.getFor(owner, key)
      if (value !== undefined) say(await notesOf(opened, { owner, key }, noted))
      return value
    },
    keys: async (owner) => (await vault()).keysFor(owner),
    set: async (owner, values) => void (await (await vault()).setFor(owner, values)),
    forget: async (owner, keys) => void (await (await vault()).unsetFor(owner, keys)),
    remove: async (owner) => void (await (await vault()).removeOwner(owner)),
  }
}

/** The library behind the vault is loaded by whoever opens it, and not before. */
async function notesOf(
  vault: Vault,
  { owner, key }: { readonly owner: SecretOwner; readonly key: string },
  noted: Set<string>,
): Promise<string[]> {
  const { entryName } = await import('@meshroom/secrets')
  const { dueNotes } = await import('../command/secret-due.ts')
  const name = entryName(owner, key)
  if (noted.has(name)) return []
  noted.add(name)
  return dueNotes(vault, [name])
}
