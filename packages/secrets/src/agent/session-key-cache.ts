import { createHash } from 'node:crypto'
import type { SessionKey } from 'openpgp'

/** Keeps session keys by the digest of the file they open: useless for any other version of it. A port. */
export interface SessionKeyCache {
  get(digest: string): Promise<SessionKey | undefined>
  /** Never fails: a cache that is not there keeps nothing. */
  put(digest: string, sessionKey: SessionKey): Promise<void>
}

/** Keeps nothing. */
export const noCache: SessionKeyCache = { get: async () => undefined, put: async () => {} }

/** What a version of a vault's file is known by. */
export function fileDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
