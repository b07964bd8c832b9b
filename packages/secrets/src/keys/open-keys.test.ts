import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PASSPHRASE, temporaryFolder, temporaryVault } from '../../test/temporary-vault.ts'
import { loadOpenPgp } from '../pgp/load-openpgp.ts'
import { openKeys } from './open-keys.ts'

const saying = (...answers: string[]) => ({ interactive: false, ask: async () => answers.shift() })

async function keysSaying(...answers: string[]) {
  const keyDir = join(await temporaryFolder(), 'keys')
  return { keyDir, keys: openKeys({ keyDir, passphrase: saying(...answers), identity: { name: 'Ada' } }) }
}

describe('the person’s keys', () => {
  it('are none at first', async () => {
    expect(await (await keysSaying()).keys.list()).toEqual([])
  })

  it('are made with a passphrase or none, the first for new vaults', async () => {
    const { keyDir, keys } = await keysSaying('secret', '')
    const first = await keys.create()
    const second = await keys.create()
    expect(first).toMatchObject({ name: 'Ada', isProtected: true, isDefault: true, state: 'usable' })
    expect(second).toMatchObject({ isProtected: false, isDefault: false })
    const sorted = [first, second].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    expect(await keys.list()).toEqual(sorted)
    await keys.setDefault(second.fingerprint)
    expect((await keys.list()).find(({ isDefault }) => isDefault)?.fingerprint).toBe(second.fingerprint)
    for (const name of await readdir(keyDir)) expect((await stat(join(keyDir, name))).mode & 0o077).toBe(0)
    await expect(keys.create()).rejects.toMatchObject({ code: 'PASSPHRASE_REQUIRED' })
  })

  it('go from one machine to another', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const here = openKeys({ keyDir: place.keyDir })
    const [mine] = await here.list()
    const armored = await here.export(mine?.fingerprint ?? '', 'private')
    const there = await keysSaying(PASSPHRASE)
    expect(await there.keys.import(armored)).toMatchObject({
      fingerprint: mine?.fingerprint,
      isProtected: true,
      isDefault: true,
    })
    expect(await place.open({ keyDir: there.keyDir }).get('A')).toBe('1')
  })

  it('are not taken in with a wrong passphrase', async () => {
    const { keys } = await keysSaying('secret')
    const { fingerprint } = await keys.create()
    const other = await keysSaying('wrong')
    await expect(other.keys.import(await keys.export(fingerprint, 'private'))).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
    expect(await other.keys.list()).toEqual([])
  })

  it('are given out without the private half', async () => {
    const { keys } = await keysSaying('')
    const { fingerprint } = await keys.create()
    const armored = await keys.export(fingerprint.toUpperCase(), 'public')
    expect(armored).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/)
    await expect(keys.import(armored)).rejects.toMatchObject({ code: 'KEY_UNUSABLE' })
    await expect(keys.export('a'.repeat(40), 'public')).rejects.toMatchObject({
      code: 'KEY_MISSING',
      data: { fingerprints: [fingerprint] },
    })
  })

  it.each([
    ['another', PASSPHRASE, 'new one', true],
    ['none', PASSPHRASE, '', false],
  ])('get %s passphrase', async (_what, old, next, isProtected) => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const keys = openKeys({ keyDir: place.keyDir, passphrase: saying(old, next) })
    const [{ fingerprint } = { fingerprint: '' }] = await keys.list()
    await keys.changePassphrase(fingerprint)
    expect(await keys.list()).toMatchObject([{ fingerprint, isProtected, isDefault: true }])
    if (isProtected) await expect(place.open().get('A')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    expect(await place.open({ passphrase: saying(next) }).get('A')).toBe('1')
  })

  it('keep their passphrase when the present one is wrong', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const keys = openKeys({ keyDir: place.keyDir, passphrase: saying('wrong', 'new') })
    const [{ fingerprint } = { fingerprint: '' }] = await keys.list()
    await expect(keys.changePassphrase(fingerprint)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    expect(await place.open().get('A')).toBe('1')
  })

  it('of version 6 are refused: no gpg reads them', async () => {
    const openpgp = await loadOpenPgp()
    const { privateKey } = await openpgp.generateKey({
      type: 'curve25519',
      userIDs: { name: 'New' },
      config: { v6Keys: true },
    })
    const { keys } = await keysSaying('')
    await expect(keys.import(privateKey)).rejects.toMatchObject({ code: 'RECIPIENT_UNUSABLE' })
  })
})
