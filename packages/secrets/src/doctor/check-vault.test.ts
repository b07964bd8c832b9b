import { chmod, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member } from '../../test/team.ts'
import { temporaryFolder, temporaryVault } from '../../test/temporary-vault.ts'
import type { SecretOwner } from '../vault.ts'
import { checkEntry } from './check-entry.ts'
import { checkRecipient } from './check-recipient.ts'

const now = new Date('2026-06-01T00:00:00Z')
const codes = (findings: readonly { readonly code: string; readonly level: string }[]) =>
  findings.map(({ code, level }) => `${level} ${code}`)

describe('what is said of an entry', () => {
  const rotate = { since: '2026-01-01T00:00:00.000Z', because: 'Ben' }
  it.each([
    ['nothing', {}, []],
    ['nothing long before it expires', { expires: '2026-07-01T00:00:00Z' }, []],
    ['that it expires soon', { expires: '2026-06-10T00:00:00Z' }, ['warning ENTRY_EXPIRES']],
    ['that it expired', { expires: '2026-05-31T00:00:00Z' }, ['error ENTRY_EXPIRED']],
    ['that it must be rotated', { rotate }, ['warning ENTRY_ROTATE']],
    ['that it is in conflict', { conflict: { ours: {}, theirs: {} } }, ['error ENTRY_CONFLICT']],
  ])('%s', (_what, entry, expected) => {
    expect(codes(checkEntry({ name: 'A', ...entry }, now))).toEqual(expected)
  })
})

describe('what is said of a recipient', () => {
  const recipient = { fingerprint: 'f', name: 'Ben', access: 'pinned', recovery: false, state: 'usable' } as const
  it.each([
    ['nothing', {}, []],
    ['that the key expires soon', { expiresAt: '2026-06-10T00:00:00Z' }, ['warning RECIPIENT_EXPIRES']],
    ['that the key expired', { state: 'expired' as const }, ['error RECIPIENT_EXPIRED']],
    ['that the key was revoked', { state: 'revoked' as const }, ['error RECIPIENT_REVOKED']],
    ['that the key is unusable', { state: 'unusable' as const }, ['error RECIPIENT_UNUSABLE']],
    ['that nobody approved the key', { access: 'proposed' as const }, ['warning RECIPIENT_UNKNOWN']],
  ])('%s', (_what, part, expected) => {
    expect(codes(checkRecipient({ ...recipient, ...part }, now))).toEqual(expected)
  })
})

describe('a vault', () => {
  it('of one person warns that one key alone opens it, until a recovery key does too', async () => {
    const file = join(await temporaryFolder(), 'secrets.gpg')
    const ada = await member('Ada')
    expect(await ada.open(file).check()).toEqual([])
    await ada.open(file).set([{ name: 'A', value: '1' }])
    expect(codes(await ada.open(file).check())).toEqual(['warning RECIPIENT_SINGLE'])
    await ada.open(file).recipients.addRecovery('')
    expect(await ada.open(file).check()).toEqual([])
  })

  it('that cannot be opened is a finding', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    await writeFile(place.file, 'nonsense')
    expect(await place.open().check()).toMatchObject([{ level: 'error', code: 'VAULT_DAMAGED', subject: place.file }])
  })

  it('whose key others can read is a finding', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const key = join(place.keyDir, (await readdir(place.keyDir)).find((name) => name.endsWith('.asc')) ?? '')
    await chmod(key, 0o640)
    expect(await place.open().check()).toContainEqual(expect.objectContaining({ code: 'KEY_EXPOSED', subject: key }))
  })

  it('knows the gpg versions that leave a byte out', async () => {
    const place = await temporaryVault()
    const findings = async (version: string) => {
      const stdout = new TextEncoder().encode(`cfg:version:${version}\n`)
      const gpg = { run: async () => ({ code: 0, stdout, status: [] }) }
      return codes(await place.open({ gpg }).check())
    }
    expect(await findings('2.5.7')).toEqual(['warning GPG_FAULTY'])
    expect(await findings('2.5.12')).toEqual(['warning GPG_FAULTY'])
    expect(await findings('2.5.13')).toEqual([])
    expect(await findings('2.4.9')).toEqual([])
  })
})

describe('the blast radius of a secret', () => {
  it('is who uses the same value, under whatever name, and who can read it', async () => {
    const file = join(await temporaryFolder(), 'secrets.gpg')
    const ada = await member('Ada')
    const vault = ada.open(file)
    const edr: SecretOwner = { kind: 'instance', product: 'edr', instance: 'paris' }
    const plug: SecretOwner = { kind: 'plug', source: 'a', destination: 'b', topic: 'events', mode: 'push' }
    await vault.setFor(edr, { API_KEY: 'same', OTHER: 'other', EMPTY: '' })
    await vault.setFor(plug, { TOKEN: 'same', EMPTY: '' })
    expect(await vault.blastRadius('edr_paris_API_KEY')).toEqual({
      name: 'edr_paris_API_KEY',
      entries: [
        { name: 'a_b_events_push_TOKEN', owner: plug },
        { name: 'edr_paris_API_KEY', owner: edr },
      ],
      readers: ['Ada <ada@example.org>'],
    })
    expect((await vault.blastRadius('edr_paris_EMPTY'))?.entries).toHaveLength(1)
    expect(await vault.blastRadius('nothing')).toBeUndefined()
  })
})
