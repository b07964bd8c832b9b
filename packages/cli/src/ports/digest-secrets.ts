import { createHash, createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretOwner } from '@meshroom/engine'
import { writeFileAtomic } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'

/** The vault's own entry: without it the digests say nothing of the values. */
const keyEntry = 'meshroom_digest_key'

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
    const key = await keyOf(opened)
    const digests = keys.map(
      async (name) => [nameOf(owner, name), digest(key, await opened.getFor(owner, name))] as const,
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
    if (!isKnown && after !== undefined) await remember(cache, { vault: after, digests })
    return Object.fromEntries(
      keys.flatMap((key) => {
        const found = digests[nameOf(owner, key)]
        return typeof found === 'string' ? [[key, found]] : []
      }),
    )
  }

  let last: Promise<unknown> = Promise.resolve()
  // One at a time: the first makes the key for all of them.
  return (owner: SecretOwner, keys: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    const found = last.then(() => find(owner, keys))
    last = found.catch(() => undefined)
    return found
  }
}

function digest(key: string, value: string | undefined): string | null {
  return value === undefined ? null : createHmac('sha256', key).update(value).digest('hex')
}

/** Of two processes that make it at once, the first's counts for both. */
async function keyOf(vault: Vault): Promise<string> {
  const key = await vault.get(keyEntry)
  if (key !== undefined) return key
  const made = randomBytes(32).toString('hex')
  await vault.setMissing([{ name: keyEntry, value: made }])
  return (await vault.get(keyEntry)) ?? made
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
