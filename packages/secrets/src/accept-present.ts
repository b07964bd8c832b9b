import { contentOf, type Edit } from './document/edit-document.ts'
import type { VaultSession } from './open-vault.ts'
import { SecretsError } from './secrets-error.ts'

/** What had to be done to go on from the vault at hand. */
export interface Acceptance {
  /** False: nothing was wrong with it. */
  readonly accepted: boolean
  /** The file was written anew, so that it is the newest for everybody. */
  readonly written: boolean
}

/** What keeps somebody from going on with a vault that is sound in itself. */
const MISPLACED: ReadonlySet<string> = new Set(['VAULT_REPLACED', 'VAULT_ROLLED_BACK'])

/**
 * Goes on from the vault at hand. Another vault is remembered as the one of this place; only one that is older than a
 * version seen before is written anew.
 *
 * @throws {SecretsError} what reading and writing throw
 */
export async function acceptPresent(session: VaultSession): Promise<Acceptance> {
  if ((await findMisplacement(session)) === undefined) return { accepted: false, written: false }
  await session.document({ acceptPresent: true })
  if ((await findMisplacement(session)) === undefined) return { accepted: true, written: false }
  await session.change(rewrite, { acceptPresent: true })
  return { accepted: true, written: true }
}

async function findMisplacement(session: VaultSession): Promise<SecretsError | undefined> {
  try {
    await session.document()
    return undefined
  } catch (error) {
    if (error instanceof SecretsError && MISPLACED.has(error.code)) return error
    throw error
  }
}

/** An edit that changes nothing but is written all the same: with it an older version becomes the newest. */
const rewrite: Edit = (document) => ({ ...contentOf(document), changed: [], isSame: false })
