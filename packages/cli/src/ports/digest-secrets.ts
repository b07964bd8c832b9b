import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretOwner } from '@meshroom/engine'
import { writeFileAtomic } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'

/** Digests by the name of their owner and key; null where there is no value. */
interface Remembered {
  /** sha256 of the vault's file that they were made from. */
  readonly vault: string
  readonly digests: Readonly<Record<string, string | null>>
}

/** Keyed digests of secrets. While the vault's file is the same it is not opened: they are remembered in `.meshroom/cache/`. */
export function digestSecrets(root: string, vault: () => Promise<Vault>) {
  const file = join(root, 'secrets.gpg')
  const cache = join(root, '.meshroom/cache/secret-digests.json')

  async function make(owner: SecretOwner, keys: readonly string[]): Promise<Record<string, string | null>> {
    const opened = await vault()
    const digests = keys.map(
      async (name) => [nameOf(owner, name), (await opened.digestFor(owner, name)) ?? null] as const,
    )
    return Object.fromEntries(await Promise.all(digests))
  }

  async function find(owner: SecretOwner, keys: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const before = await digestOfFile(file)
    if (before === undefined) return {}
    const known = await remembered(cache, before)
    const isKnown = keys.every((key) => known[nameOf(owner, key)] !== undefined)
    const digests = isKnown ? known : { ...known, ...(await make(owner, keys)) }
    const after = await digestOfFile(file)
    if (!isKnown && after === before) await remember(cache, { vault: before, digests })
    return Object.fromEntries(
      keys.flatMap((key) => {
        const found = digests[nameOf(owner, key)]
        return typeof found === 'string' ? [[key, found]] : []
      }),
    )
  }

  let last: Promise<unknown> = Promise.resolve()
  // One at a time: the first may ask for the passphrase for all of them.
  return (owner: SecretOwner, keys: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    const found = last.then(() => find(owner, keys))
    last = found.catch(() => undefined)
    return found
  }
}

function nameOf(owner: SecretOwner, key: string): string {
  return JSON.stringify(Object.entries({ ...owner, key }).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function digestOfFile(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex')
}

async function remembered(cache: string, vault: string): Promise<Remembered['digests']> {
  try {
    const found = JSON.parse(await readFile(cache, 'utf8')) as Remembered
    return found.vault === vault ? found.digests : {}
  } catch {
    return {}
  }
}

async function remember(cache: string, remembered: Remembered): Promise<void> {
  await writeFileAtomic(cache, JSON.stringify(remembered), { mode: 0o600 }).catch(() => undefined)
}
