import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { openKeys } from './open-keys.ts'

const HOUR = 3600_000

/** Ada's key expires in two hours, and those of others never. */
async function expiring() {
  const file = join(await temporaryFolder(), 'secrets.gpg')
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const fingerprint = await ada.fingerprint()
  const own = join(ada.keyDir, `${fingerprint}.asc`)
  const openpgp = await import('openpgp')
  const lasting = async (seconds: number, date: Date) => {
    const privateKey = await openpgp.readPrivateKey({ armoredKey: await readFile(own, 'utf8') })
    const userIDs = [{ name: 'Ada', email: 'ada@example.org' }]
    return (await openpgp.reformatKey({ privateKey, userIDs, keyExpirationTime: seconds, date })).privateKey
  }
  await writeFile(own, await lasting(7200, new Date(Date.now() + 1000)))
  const soon = { clock: () => new Date(Date.now() + 2000) }
  await ada.open(file, soon).set([{ name: 'A', value: '1' }])
  await ada.open(file, soon).recipients.add(await ben.publicKey())
  const later = { clock: () => new Date(Date.now() + 5 * HOUR) }
  const renewed = await lasting(100 * 7200, new Date(Date.now() + 4 * HOUR))
  return { file, ada, ben, fingerprint, later, renewed }
}

describe('one’s own key that expired', () => {
  it('still reads; every write says that it is one’s own, and how to go on', async () => {
    const { file, ada, ben, fingerprint, later } = await expiring()
    const refused = {
      code: 'KEY_EXPIRED',
      hint: expect.stringContaining('meshroom secrets key import FILE'),
      data: { fingerprint },
    }
    const passphrase = { interactive: true, ask: async () => '' }
    const before = await readFile(file)
    for (const options of [later, { ...later, passphrase, approve: async () => true }]) {
      const vault = ada.open(file, options)
      expect(await vault.get('A')).toBe('1')
      await expect(vault.set([{ name: 'A', value: '2' }])).rejects.toMatchObject(refused)
      await expect(vault.recipients.remove(await ben.fingerprint())).rejects.toMatchObject(refused)
      await expect(vault.merge({ base: before, ours: before, theirs: before })).rejects.toMatchObject(refused)
    }
    expect(await readFile(file)).toEqual(before)
  })

  it('writes again once the renewed one was taken in, and all can read that', async () => {
    const { file, ada, ben, later, renewed } = await expiring()
    await openKeys({ env: ada.env, passphrase: { interactive: false, ask: async () => '' } }).import(renewed)
    await ada.open(file, later).set([{ name: 'A', value: '2' }])
    expect(await ben.open(file, later).get('A')).toBe('2')
    await ben.open(file, later).set([{ name: 'A', value: '3' }])
    expect(await ada.open(file, later).get('A')).toBe('3')
  })
})
