import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member, recipientFiles } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { createKey } from '../pgp/create-key.ts'
import { loadOpenPgp } from '../pgp/load-openpgp.ts'

async function team() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const [ada, ben, eve] = await Promise.all([member('Ada'), member('Ben'), member('Eve')])
  await ada.open(file).set([{ name: 'A', value: '1' }])
  return { folder, file, ada, ben, eve }
}

describe('adding a recipient', () => {
  it('gives access to all that is there and to what comes', async () => {
    const { folder, file, ada, ben } = await team()
    await expect(ben.open(file).get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
    const added = await ada.open(file).recipients.add(await ben.publicKey())
    expect(added).toEqual({ fingerprint: await ben.fingerprint(), added: true, renewed: false })
    expect(await ben.open(file).get('A')).toBe('1')
    await ben.open(file).set([{ name: 'B', value: '2' }])
    expect(await ada.open(file).get('B')).toBe('2')
    const both = [await ada.fingerprint(), await ben.fingerprint()].sort()
    expect(recipientFiles(folder)).toEqual(both)
    expect(
      (await ada.open(file).recipients.list()).map(({ fingerprint, access, state }) => [fingerprint, access, state]),
    ).toEqual(both.map((fingerprint) => [fingerprint, 'pinned', 'usable']))
  })

  it('twice changes nothing', async () => {
    const { file, ada, ben } = await team()
    await ada.open(file).recipients.add(await ben.publicKey())
    expect(await ada.open(file).recipients.add(await ben.publicKey())).toMatchObject({ added: false })
  })

  it('takes a key from the folder by its fingerprint, however it was copied', async () => {
    const { folder, file, ada, ben } = await team()
    const fingerprint = await ben.fingerprint()
    await writeFile(join(folder, 'recipients', `${fingerprint}.asc`), await ben.publicKey())
    const asPrinted = fingerprint.toUpperCase().replace(/(.{4})/g, '$1 ')
    expect(await ada.open(file).recipients.add(asPrinted)).toEqual({ fingerprint, added: true, renewed: false })
    expect(await ben.open(file).get('A')).toBe('1')
  })

  it.each(['nonsense', 'a'.repeat(40), '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense'])(
    'refuses %j',
    async (text) => {
      const { file, ada } = await team()
      await expect(ada.open(file).recipients.add(text)).rejects.toMatchObject({
        code: expect.stringMatching(/^RECIPIENT_(MISSING|UNUSABLE)$/),
      })
    },
  )

  it('refuses a key of version 6, which no gpg reads', async () => {
    const { file, ada } = await team()
    const openpgp = await loadOpenPgp()
    const { publicKey } = await openpgp.generateKey({
      type: 'curve25519',
      userIDs: { name: 'New' },
      config: { v6Keys: true },
    })
    await expect(ada.open(file).recipients.add(publicKey)).rejects.toMatchObject({ code: 'RECIPIENT_UNUSABLE' })
  })
})

describe('a key in the folder that nobody approved', () => {
  it('gets no access: nothing is written until a person decides', async () => {
    const { folder, file, ada, eve } = await team()
    const fingerprint = await eve.fingerprint()
    await writeFile(join(folder, 'recipients', `${fingerprint}.asc`), await eve.publicKey())
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({
      code: 'RECIPIENT_UNKNOWN',
      data: { fingerprint, name: 'Eve <eve@example.org>' },
    })
    expect(await ada.open(file).get('A')).toBe('1')
    expect(await ada.open(file).recipients.list()).toContainEqual(
      expect.objectContaining({ fingerprint, access: 'proposed' }),
    )
    await ada.open(file, { approve: async () => false }).set([{ name: 'B', value: '2' }])
    await expect(eve.open(file).get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
  })

  it('gets access when the person says so', async () => {
    const { folder, file, ada, ben } = await team()
    await writeFile(join(folder, 'recipients', `${await ben.fingerprint()}.asc`), await ben.publicKey())
    const asked: unknown[] = []
    const approve = async (request: unknown) => asked.push(request) > 0
    await ada.open(file, { approve }).set([{ name: 'B', value: '2' }])
    expect(asked).toEqual([{ kind: 'recipient', fingerprint: await ben.fingerprint(), name: 'Ben <ben@example.org>' }])
    expect(await ben.open(file).get('B')).toBe('2')
  })

  it('is refused for a new vault too', async () => {
    const folder = await temporaryFolder()
    const [ada, eve] = [await member('Ada'), await member('Eve')]
    await mkdir(join(folder, 'recipients'))
    await writeFile(join(folder, 'recipients', `${await eve.fingerprint()}.asc`), await eve.publicKey())
    const vault = ada.open(join(folder, 'secrets.gpg'))
    await expect(vault.set([{ name: 'A', value: '1' }])).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' })
  })
})

describe('removing a recipient', () => {
  it('takes access to what comes, and names what must be rotated until it is', async () => {
    const { folder, file, ada, ben } = await team()
    const vault = ada.open(file)
    await vault.set([
      { name: 'B', value: '2' },
      { name: 'C', value: '3' },
    ])
    await vault.recipients.add(await ben.publicKey())
    expect(await vault.recipients.remove(await ben.fingerprint())).toEqual({ rotate: ['A', 'B', 'C'] })
    await expect(ben.open(file).get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
    expect(recipientFiles(folder)).toEqual([await ada.fingerprint()])
    await vault.set([
      { name: 'A', value: 'new' },
      { name: 'B', value: '2' },
    ])
    await vault.recordRotation(['C'])
    const due = (await vault.list()).filter((entry) => entry.rotate !== undefined)
    expect(due).toMatchObject([{ name: 'B', rotate: { because: 'Ben <ben@example.org>' } }])
    expect((await vault.list()).find(({ name }) => name === 'C')?.rotatedAt).toBeDefined()
    await expect(vault.recordRotation(['nothing'])).rejects.toMatchObject({ code: 'ENTRY_MISSING' })
  })

  it('refuses to lock oneself out, and the last one', async () => {
    const { file, ada, ben } = await team()
    const mine = await ada.fingerprint()
    await expect(ada.open(file).recipients.remove(mine)).rejects.toMatchObject({ code: 'RECIPIENT_LAST' })
    await ada.open(file).recipients.add(await ben.publicKey())
    await expect(ada.open(file).recipients.remove(mine)).rejects.toMatchObject({ code: 'RECIPIENT_LAST' })
    await ben.open(file).recipients.remove(mine)
    expect(await ben.open(file).get('A')).toBe('1')
    await expect(ada.open(file).recipients.remove('f'.repeat(40))).rejects.toMatchObject({ code: 'KEY_MISSING' })
  })
})

describe('a recipient whose key is no longer usable', () => {
  const day = 24 * 3600

  async function withKey(makeArmored: () => Promise<{ armored: string; later?: string }>) {
    const { folder, file, ada } = await team()
    const { armored, later } = await makeArmored()
    const { fingerprint } = await ada.open(file).recipients.add(armored)
    if (later !== undefined) await writeFile(join(folder, 'recipients', `${fingerprint}.asc`), later)
    return { folder, file, ada, fingerprint }
  }

  it('that expired is an error, never left out, and mended by the renewed key', async () => {
    const openpgp = await loadOpenPgp()
    const key = {
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: { name: 'Short' },
      keyExpirationTime: 2 * day,
      date: new Date(Date.now() - 3600_000),
    } as const
    const pair = await openpgp.generateKey({ ...key, format: 'object' })
    const { folder, file, ada, fingerprint } = await withKey(async () => ({ armored: pair.publicKey.armor() }))
    const inAWeek = { clock: () => new Date(Date.now() + 7 * day * 1000) }
    await expect(ada.open(file, inAWeek).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({
      code: 'RECIPIENT_EXPIRED',
      message: expect.stringContaining('Short'),
      data: { fingerprint },
    })
    expect(await ada.open(file, inAWeek).get('A')).toBe('1')
    expect(await ada.open(file, inAWeek).check()).toContainEqual(
      expect.objectContaining({ code: 'RECIPIENT_EXPIRED', subject: fingerprint }),
    )
    const renewed = await openpgp.reformatKey({
      privateKey: pair.privateKey,
      userIDs: { name: 'Short' },
      keyExpirationTime: 90 * day,
      format: 'object',
    })
    await writeFile(join(folder, 'recipients', `${fingerprint}.asc`), renewed.publicKey.armor())
    await ada.open(file, inAWeek).set([{ name: 'B', value: '2' }])
    await rm(join(folder, 'recipients', `${fingerprint}.asc`))
    await ada.open(file, inAWeek).set([{ name: 'B', value: '3' }])
    expect(
      (await ada.open(file, inAWeek).recipients.list()).find((each) => each.fingerprint === fingerprint)?.state,
    ).toBe('usable')
  })

  it('that was revoked is an error, and stays so when the file loses its revocation', async () => {
    const openpgp = await loadOpenPgp()
    const key = await createKey({ name: 'Lost', passphrase: '', date: new Date() })
    const revoked = (await openpgp.revokeKey({ key, format: 'object' })).publicKey.armor()
    const armored = key.toPublic().armor()
    const { folder, file, ada, fingerprint } = await withKey(async () => ({ armored, later: revoked }))
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({
      code: 'RECIPIENT_REVOKED',
      data: { fingerprint },
    })
    await expect(ada.open(file).recipients.add(revoked)).rejects.toMatchObject({ code: 'RECIPIENT_REVOKED' })
    expect(await ada.open(file).recipients.remove(fingerprint)).toEqual({ rotate: ['A'] })
    expect(recipientFiles(folder)).not.toContain(fingerprint)
    await ada.open(file).set([{ name: 'B', value: '2' }])
  })

  it('that only signs is an error', async () => {
    const openpgp = await loadOpenPgp()
    const { publicKey } = await openpgp.generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: { name: 'Signs' },
      subkeys: [{ sign: true }],
    })
    const { file, ada } = await team()
    await expect(ada.open(file).recipients.add(publicKey)).rejects.toMatchObject({ code: 'RECIPIENT_UNUSABLE' })
  })

  it('whose file holds another key is an error', async () => {
    const { folder, file, ada, ben } = await team()
    await writeFile(join(folder, 'recipients', `${await ada.fingerprint()}.asc`), await ben.publicKey())
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({ code: 'RECIPIENT_UNUSABLE' })
  })
})

describe('a recovery key', () => {
  it('opens the vault when all others are lost', async () => {
    const { folder, file, ada, eve } = await team()
    const { fingerprint, armoredPrivateKey } = await ada.open(file).recipients.addRecovery('on paper')
    expect((await ada.open(file).recipients.list()).find((each) => each.recovery)?.fingerprint).toBe(fingerprint)
    const rescued = eve.open(file, {
      env: { ...eve.env, MESHROOM_KEY: armoredPrivateKey, MESHROOM_PASSPHRASE: 'on paper' },
    })
    await expect(rescued.get('A')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    const withPassphrase = eve.open(file, {
      env: { ...eve.env, MESHROOM_KEY: armoredPrivateKey },
      passphrase: { interactive: false, ask: async () => 'on paper' },
    })
    expect(await withPassphrase.get('A')).toBe('1')
    expect(recipientFiles(folder)).toContain(fingerprint)
  })
})

it('keeps the vault complete by itself: the folder of keys may be lost', async () => {
  const { folder, file, ada, ben } = await team()
  await ada.open(file).recipients.add(await ben.publicKey())
  await rm(join(folder, 'recipients'), { recursive: true })
  const elsewhere = await temporaryFolder()
  await cp(dirname(file), elsewhere, { recursive: true })
  await ben.open(join(elsewhere, 'secrets.gpg')).set([{ name: 'B', value: '2' }])
  expect(await ada.open(join(elsewhere, 'secrets.gpg')).get('B')).toBe('2')
  expect(recipientFiles(elsewhere)).toHaveLength(2)
})
