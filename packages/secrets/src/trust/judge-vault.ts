import { isDeparted } from '../document/departures.ts'
import type { VaultDocument, VaultMeta } from '../document/vault-document.ts'
import type { SignatureFound } from '../pgp/check-signature.ts'
import { SecretsError } from '../secrets-error.ts'
import type { KnownVault, SeenVersion } from './vault-memory.ts'

/** What is known of a file when it is judged: plain data, so that the judgement needs no disk. */
export interface VaultEvidence {
  readonly document: VaultDocument
  readonly signature: SignatureFound
  /** Ids of the keys that the file is encrypted for. */
  readonly keyIds: readonly string[]
  /** Digest of the packets that carry the session key. */
  readonly envelope: string
  /** Ids of the vaults that were accepted in this place before. */
  readonly here: readonly string[]
  /** What is known of the vault that it says it is, from earlier reads on this machine. */
  readonly known: KnownVault | undefined
  /** Fingerprints that the person or the CI trusts from the start; empty: whoever signs first. */
  readonly trustedSigners: readonly string[]
}

/** What only a person can decide. */
export interface NewSigner {
  readonly fingerprint: string
  readonly name: string
  /** He had access once, and it was taken. */
  readonly isDeparted?: true
}

/**
 * Whether the content comes from a recipient that the vault itself names, and that was known before. Gives back a
 * signer that was not, for a person to decide. Content without metadata may be unsigned, as the Python tool's is,
 * where no signed vault was seen before.
 *
 * @throws {SecretsError} `VAULT_UNSIGNED`, `VAULT_FORGED`, `VAULT_DAMAGED`, `RECIPIENT_INJECTED`
 */
export function judgeOrigin(evidence: VaultEvidence): NewSigner | undefined {
  const { document, signature, here, known, trustedSigners } = evidence
  if (document.meta === undefined) {
    if (here.length > 0 || trustedSigners.length > 0) throw unsigned(FROM_BEFORE)
    return undefined
  }
  const signer = checkedSigner(document.meta, signature)
  checkEnvelope(document.meta, evidence)
  if (trustedSigners.includes(signer.fingerprint)) return undefined
  if (known === undefined) return trustedSigners.length === 0 ? undefined : signer
  const departed = isDeparted(signer.fingerprint, known.departures ?? [])
  return known.signers.includes(signer.fingerprint) && !departed
    ? undefined
    : { ...signer, ...(departed && { isDeparted: true }) }
}

/** Whether another vault was in this place before: a genuine one of another project would pass every other check. */
export function isReplaced({ meta }: VaultDocument, here: readonly string[]): boolean {
  return meta !== undefined && here.length > 0 && !here.includes(meta.vault)
}

/** Versions seen before that are newer than this one: none, unless it was rolled back or is of an older branch. */
export function newerVersions({ meta }: VaultDocument, known: KnownVault | undefined): SeenVersion[] {
  if (meta === undefined || known?.vault !== meta.vault) return []
  return known.seen.filter(({ generation }) => generation > meta.generation)
}

/**
 * Whether an older version is git's doing: git has it, and has none of the newer ones on the way to the commit at hand.
 * On a commit that descends from a newer version, somebody put the old one back.
 */
export function isOlderBranch(
  history: ReadonlySet<string> | undefined,
  { ids, newer }: { ids: readonly string[]; newer: readonly SeenVersion[] },
): boolean {
  if (history === undefined) return false
  const isThere = (each: readonly string[]) => each.some((id) => history.has(id))
  return isThere(ids) && !newer.some((version) => isThere(version.ids))
}

function checkedSigner(meta: VaultMeta, signature: SignatureFound): NewSigner {
  if (signature.status === 'none') throw unsigned()
  if (signature.status === 'bad') throw forged(`its signature is wrong: ${signature.reason}`, signature.keyId)
  if (signature.status === 'unknown')
    throw forged(`it is signed by ${signature.keyId}, who is none of its recipients`, signature.keyId)
  const { fingerprint } = signature
  return { fingerprint, name: meta.recipients.find((each) => each.fingerprint === fingerprint)?.name ?? '' }
}

function checkEnvelope(meta: VaultMeta, { keyIds, envelope }: VaultEvidence): void {
  const extra = keyIds.filter((id) => !meta.encryptedFor.includes(id))
  if (extra.length === 0 && envelope === meta.envelope) return
  if (extra.length === 0) throw damagedEnvelope()
  throw new SecretsError(
    'RECIPIENT_INJECTED',
    `the vault is also encrypted for ${extra.join(', ')}, which its writer did not do`,
    {
      hint: 'restore secrets.gpg from git, see who changed it, and rotate what is in it',
      data: { keyIds: extra },
    },
  )
}

function damagedEnvelope(): SecretsError {
  return new SecretsError('VAULT_DAMAGED', 'what the vault holds for its recipients was changed after it was signed', {
    hint: 'restore secrets.gpg from git, and see who changed it',
  })
}

/** What to do on a branch that has a file of the Python tool still. */
export const FROM_BEFORE =
  'on a branch from before the first signature go back to a signed one (git checkout BRANCH), and take in what this one has: git show THIS_BRANCH:./secrets.gpg | meshroom secrets import -'

function unsigned(more?: string): SecretsError {
  const restore = 'restore secrets.gpg from git, and see who changed it'
  return new SecretsError('VAULT_UNSIGNED', 'the vault has no signature: anybody may have written it', {
    hint: more === undefined ? restore : `${restore}; ${more}`,
  })
}

function forged(what: string, keyId: string): SecretsError {
  return new SecretsError('VAULT_FORGED', `the vault cannot be trusted: ${what}`, {
    hint: 'restore secrets.gpg from git, and see who changed it',
    data: { keyId },
  })
}
