/** The library, as its types name it. */
export type OpenPgp = typeof import('openpgp')

/** Loads openpgp: 50 ms that are spent only when a vault or a key is read or written. */
export function loadOpenPgp(): Promise<OpenPgp> {
  return import('openpgp')
}

/** What every key and message of ours is made with, so that every gpg since 2.2 reads it. */
export const GPG_COMPATIBLE = { aeadProtect: false, v6Keys: false, showVersion: false, showComment: false } as const
