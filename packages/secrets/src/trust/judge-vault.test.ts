import { describe, expect, it } from 'vitest'
import type { VaultMeta } from '../document/vault-document.ts'
import type { SignatureFound } from '../pgp/check-signature.ts'
import { isOlderBranch, isReplaced, judgeOrigin, newerVersions, type VaultEvidence } from './judge-vault.ts'

const [ada, ben, eve] = ['a'.repeat(40), 'b'.repeat(40), 'e'.repeat(40)]
const recipient = (fingerprint: string) => ({ fingerprint, name: fingerprint.slice(0, 3), key: 'k' })
const meta: VaultMeta = {
  version: 1,
  vault: '37c32c4a-4cc2-4093-abbd-52aa86eec029',
  generation: 5,
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: ada,
  recipients: [recipient(ada), recipient(ben)],
  encryptedFor: ['01', '02'],
  envelope: 'e',
  digestKey: 'k',
  entries: {},
}
const signedBy = (fingerprint: string): SignatureFound => ({ status: 'good', fingerprint })
const known = (signers: string[]) => ({ vault: meta.vault, signers, seen: [] })
const evidence = (part: Partial<VaultEvidence>): VaultEvidence => ({
  document: { values: new Map(), meta },
  signature: signedBy(ada),
  keyIds: ['01', '02'],
  envelope: 'e',
  here: [],
  known: undefined,
  trustedSigners: [],
  ...part,
})

describe('who a vault comes from', () => {
  const legacy = { values: new Map(), meta: undefined }
  it.each<[string, Partial<VaultEvidence>]>([
    ['is anybody it names, the first time', {}],
    ['is a recipient of the version seen before', { known: known([ada]) }],
    ['is who is trusted from the start', { trustedSigners: [ada] }],
    ['does not matter where the Python tool wrote it', { document: legacy, signature: { status: 'none' } }],
  ])('%s', (_what, part) => {
    expect(judgeOrigin(evidence(part))).toBeUndefined()
  })

  it.each<[string, Partial<VaultEvidence>]>([
    ['was no recipient before', { known: known([ben, eve]) }],
    ['is not among those trusted from the start', { trustedSigners: [ben] }],
  ])('is for a person to decide when the signer %s', (_what, part) => {
    expect(judgeOrigin(evidence(part))).toEqual({ fingerprint: ada, name: 'aaa' })
  })

  it.each<[string, string, Partial<VaultEvidence>]>([
    ['no signature', 'VAULT_UNSIGNED', { signature: { status: 'none' } }],
    ['a wrong signature', 'VAULT_FORGED', { signature: { status: 'bad', keyId: '0a', reason: 'r' } }],
    ['the signature of a stranger', 'VAULT_FORGED', { signature: { status: 'unknown', keyId: '0a' } }],
    ['an envelope that its writer did not make', 'VAULT_DAMAGED', { envelope: 'f' }],
    ['one key more than its writer used', 'RECIPIENT_INJECTED', { keyIds: ['01', '02', '03'] }],
    [
      'no signature where a signed one was before',
      'VAULT_UNSIGNED',
      { document: legacy, signature: { status: 'none' }, here: [meta.vault] },
    ],
    [
      'no signature where signers are named',
      'VAULT_UNSIGNED',
      { document: legacy, signature: { status: 'none' }, trustedSigners: [ada] },
    ],
  ])('is refused with %s', (_what, code, part) => {
    expect(() => judgeOrigin(evidence(part))).toThrow(expect.objectContaining({ code }))
  })
})

it('is another vault where others only were accepted before', () => {
  const document = { values: new Map(), meta }
  expect(isReplaced(document, [])).toBe(false)
  expect(isReplaced(document, ['another', meta.vault])).toBe(false)
  expect(isReplaced(document, ['another'])).toBe(true)
  expect(isReplaced({ values: new Map(), meta: undefined }, ['another'])).toBe(false)
})

describe('an older version', () => {
  const seen = [
    { generation: 7, ids: ['seven'] },
    { generation: 6, ids: ['six'] },
    { generation: 5, ids: ['five'] },
  ]
  const newer = newerVersions({ values: new Map(), meta }, { vault: meta.vault, signers: [], seen })
  const history = (...ids: string[]) => new Set(ids)

  it('is known by the newer ones seen', () => {
    expect(newer.map(({ generation }) => generation)).toEqual([7, 6])
    expect(newerVersions({ values: new Map(), meta }, { vault: 'another', signers: [], seen })).toEqual([])
  })

  it.each<[string, boolean, ReadonlySet<string> | undefined]>([
    ['of an older branch is git’s doing', true, history('four', 'five')],
    ['on a commit that descends from a newer one is a rollback', false, history('five', 'six')],
    ['that git does not have is a rollback', false, history('four')],
    ['without version control is a rollback', false, undefined],
  ])('%s', (_what, expected, versions) => {
    expect(isOlderBranch(versions, { ids: ['five'], newer })).toBe(expected)
  })
})
