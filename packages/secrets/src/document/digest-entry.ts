import { createHmac } from 'node:crypto'
import type { VaultDocument } from './vault-document.ts'

/** A digest of an entry's value, in hex; undefined without metadata: a bare digest of a short secret can be guessed. */
export function digestEntry({ values, meta }: VaultDocument, name: string): string | undefined {
  if (meta === undefined || !values.has(name)) return undefined
  const hmac = createHmac('sha256', Buffer.from(meta.digestKey, 'base64'))
  return hmac.update(`${name}\0${JSON.stringify(values.get(name))}`).digest('hex')
}
