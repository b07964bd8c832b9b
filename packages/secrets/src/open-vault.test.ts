import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PASSPHRASE, temporaryFolder, temporaryVault } from '../test/temporary-vault.ts'
import { openKeys } from './keys/open-keys.ts'
import { nodeFileSystem } from './storage/file-system.ts'
import type { PassphraseRequest } from './vault.ts'

const nobody = {
  interactive: false,
  ask: async () => {
    throw new Error('nobody may be asked')
  },
}

async function keyFile(keyDir: string): Promise<string> {
  return (await readdir(keyDir)).find((name) => name.endsWith('.asc')) ?? ''
}

describe('a vault that is not there yet', () => {
  it('lists nothing, finds nothing and asks for no key', async () => {
    const vault = (await temporaryVault()).open({ passphrase: nobody })
    expect(await vault.list()).toEqual([])
    expect(await vault.get('edr_paris_API_KEY')).toBeUndefined()
    expect(await vault.unset(['edr_paris_API_KEY'])).toEqual({ removed: [] })
    expect(await vault.set([])).toEqual({ changed: [] })
  })

  it('is made by the first set, with a key that only its owner can read', async () => {
    const place = await temporaryVault()
    const { changed } = await place.open().set([{ name: 'edr_paris_API_KEY', value: 'hunter2' }])
    expect(changed).toEqual(['edr_paris_API_KEY'])
    const key = await keyFile(place.keyDir)
    expect(key).toMatch(/^[0-9a-f]{40}\.asc$/)
    expect((await stat(place.keyDir)).mode & 0o777).toBe(0o700)
    expect((await stat(join(place.keyDir, key))).mode & 0o777).toBe(0o600)
    expect(await readdir(join(dirname(place.file), 'recipients'))).toEqual([key])
    expect(await readFile(place.file, 'utf8')).toMatch(/^-----BEGIN PGP MESSAGE-----/)
  })

  it('leaves nothing beside itself', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    await place.open().set([{ name: 'A', value: '2' }])
    expect((await readdir(dirname(place.file))).sort()).toEqual(['recipients', 'secrets.gpg'])
  })

  it('is not made when nobody gives a passphrase for its key', async () => {
    const place = await temporaryVault()
    const vault = place.open({ passphrase: { interactive: false, ask: async () => undefined } })
    await expect(vault.set([{ name: 'A', value: '1' }])).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
      hint: expect.stringContaining('MESHROOM_PASSPHRASE_FD'),
    })
    await expect(stat(place.keyDir)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(stat(place.file)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('what is written only where it is missing', () => {
  it("is written once: of several writers at once, the first one's counts for all", async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'OTHER', value: 'kept' }])
    const vaults = Array.from({ length: 4 }, () => place.open())
    const written = await Promise.all(
      vaults.map((vault, index) => vault.setMissing([{ name: 'KEY', value: `of ${index}` }])),
    )
    const first = written.findIndex(({ changed }) => changed.includes('KEY'))
    expect(written.filter(({ changed }) => changed.length > 0)).toHaveLength(1)
    for (const vault of vaults) expect(await vault.get('KEY')).toBe(`of ${first}`)
    expect(await vaults[0]?.setMissing([{ name: 'OTHER', value: 'replaced' }])).toEqual({ changed: [] })
    expect(await vaults[0]?.get('OTHER')).toBe('kept')
  })
})

describe('reading back', () => {
  it('gives any text as it was written', async () => {
    const vault = (await temporaryVault()).open()
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        await vault.set([{ name: 'TEXT', value }])
        expect(await vault.get('TEXT')).toBe(value)
      }),
      { numRuns: 25 },
    )
  })

  it.each([
    ['lines', 'one\r\ntwo\n\nthree\n'],
    ['a megabyte', 'é💥'.repeat(180_000)],
    ['half of a surrogate pair', 'a\ud83db'],
    ['nothing', ''],
  ])('gives %s as written, in another process too', async (_what, value) => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'TEXT', value }])
    expect(await place.open().get('TEXT')).toBe(value)
  })

  it('gives any bytes as written, in base64 to who asks for text', async () => {
    const vault = (await temporaryVault()).open()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (value) => {
        await vault.set([{ name: 'BYTES', value }])
        expect(await vault.getBytes('BYTES')).toEqual(new Uint8Array(value))
        expect(await vault.get('BYTES')).toBe(Buffer.from(value).toString('base64'))
      }),
      { numRuns: 15 },
    )
    expect((await vault.list())[0]).toMatchObject({ name: 'BYTES', binary: true })
  })

  it.each(['constructor', '__proto__', 'toString', 'naïve name', '0'])(
    'takes %s for a name like any other',
    async (name) => {
      const place = await temporaryVault()
      expect(await place.open().get(name)).toBeUndefined()
      await place.open().set([{ name, value: 'v' }])
      const vault = place.open()
      expect(await vault.get(name)).toBe('v')
      expect((await vault.list()).map((entry) => entry.name)).toEqual([name])
      expect((await vault.unset([name, 'other'])).removed).toEqual([name])
      expect(await vault.list()).toEqual([])
    },
  )

  it.each(['', '@meshroom', '@other', 'a\0b'])('refuses %j for a name', async (name) => {
    const vault = (await temporaryVault()).open()
    await expect(vault.set([{ name, value: 'v' }])).rejects.toMatchObject({ code: 'ENTRY_NAME_INVALID' })
  })

  it('never lists a value', async () => {
    const vault = (await temporaryVault()).open()
    await vault.set([
      { name: 'B', value: 'hunter2', expires: new Date('2030-01-02T03:04:05Z') },
      { name: 'A', value: 'hunter3' },
    ])
    const entries = await vault.list()
    expect(entries.map((entry) => entry.name)).toEqual(['A', 'B'])
    expect(entries[1]).toMatchObject({
      expires: '2030-01-02T03:04:05.000Z',
      updatedBy: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
    expect(JSON.stringify(entries)).not.toContain('hunter')
  })

  it('sees what another process wrote since', async () => {
    const place = await temporaryVault()
    const [mine, theirs] = [place.open(), place.open()]
    await mine.set([{ name: 'A', value: '1' }])
    await theirs.set([
      { name: 'A', value: '2' },
      { name: 'B', value: '3' },
    ])
    expect(await mine.get('A')).toBe('2')
    await mine.set([{ name: 'C', value: '4' }])
    expect((await theirs.list()).map((entry) => entry.name)).toEqual(['A', 'B', 'C'])
  })
})

describe('writing', () => {
  it('writes nothing when every value is what it was', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const before = await readFile(place.file)
    const readOnly = { ...nodeFileSystem, create: () => Promise.reject(new Error('nothing may be written')) }
    const vault = place.open({ fileSystem: readOnly })
    expect(await vault.set([{ name: 'A', value: '1' }])).toEqual({ changed: [] })
    expect(await vault.unset(['B'])).toEqual({ removed: [] })
    expect(await readFile(place.file)).toEqual(before)
  })

  it('replaces a value that is no text, where it is as it was seen, by the text that a person made of it', async () => {
    const { file, open, keyDir } = await temporaryVault()
    await open().set([{ name: 'A', value: '1' }])
    const openpgp = await import('openpgp')
    const name = (await readdir(keyDir)).find((each) => each.endsWith('.asc')) ?? ''
    const encryptionKeys = await openpgp.readKey({ armoredKey: await readFile(join(keyDir, name), 'utf8') })
    const message = await openpgp.createMessage({ text: JSON.stringify({ PORT: 8080, NESTED: { a: 1 } }) })
    await rm(file)
    await writeFile(file, String(await openpgp.encrypt({ message, encryptionKeys })))
    const fresh = await temporaryFolder()
    const vault = open({ stateDir: fresh })
    const seen = { PORT: (await vault.get('PORT')) ?? '', NESTED: (await vault.get('NESTED')) ?? '' }
    expect(seen).toEqual({ PORT: '8080', NESTED: '{"a":1}' })
    expect(await vault.replace([{ name: 'PORT', value: '9090' }], seen)).toEqual({ changed: ['PORT'] })
    expect(await vault.get('PORT')).toBe('9090')
    await expect(vault.replace([{ name: 'PORT', value: '1' }], seen)).rejects.toMatchObject({ code: 'ENTRY_CHANGED' })
  })

  it('replaces the file once for many values', async () => {
    const place = await temporaryVault()
    let renames = 0
    const counting = {
      ...nodeFileSystem,
      rename: (from: string, to: string) => {
        if (to === place.file) renames += 1
        return nodeFileSystem.rename(from, to)
      },
    }
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `N${index}`, value: String(index) }))
    await place.open({ fileSystem: counting }).set(many)
    expect(renames).toBe(1)
    expect(await place.open().list()).toHaveLength(50)
  })

  it('keeps every one of many calls made at once', async () => {
    const place = await temporaryVault()
    const vault = place.open()
    await Promise.all(Array.from({ length: 12 }, (_, index) => vault.set([{ name: `N${index}`, value: 'v' }])))
    expect(await place.open().list()).toHaveLength(12)
  })

  it('goes on after a call that failed', async () => {
    const vault = (await temporaryVault()).open()
    await expect(vault.set([{ name: '', value: 'v' }])).rejects.toThrow()
    expect(await vault.set([{ name: 'A', value: 'v' }])).toEqual({ changed: ['A'] })
  })
})

describe('keys', () => {
  it('opens a clone elsewhere with the same key', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const clone = join(await temporaryFolder(), 'elsewhere')
    await cp(dirname(place.file), clone, { recursive: true })
    expect(await place.open({ file: join(clone, 'secrets.gpg') }).get('A')).toBe('1')
  })

  it('uses the person’s one key for a second vault', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    await place.open({ file: join(place.folder, 'other', 'secrets.gpg') }).set([{ name: 'A', value: '1' }])
    expect(await openKeys({ keyDir: place.keyDir }).list()).toHaveLength(1)
  })

  it('says for whom the vault is when none of the keys opens it', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const stranger = place.open({ keyDir: join(place.folder, 'nothing') })
    await expect(stranger.get('A')).rejects.toMatchObject({
      code: 'KEY_MISSING',
      message: 'you have no key for the vault; it is encrypted for Ada Lovelace <ada@example.org>',
      hint: expect.stringMatching(/secrets key create.*secrets key export --public.*secrets recipients add/),
      data: { recipients: [expect.any(String)] },
    })
    const { privateKey } = await (await import('openpgp')).generateKey({ userIDs: { name: 'Other' } })
    const ci = place.open({ env: { ...place.env, MESHROOM_KEY: privateKey } })
    await expect(ci.get('A')).rejects.toMatchObject({
      code: 'KEY_MISSING',
      message: expect.stringContaining('the key in MESHROOM_KEY does not open the vault'),
      hint: expect.stringContaining('MESHROOM_KEY'),
    })
    await expect(stranger.set([{ name: 'B', value: '1' }])).rejects.toMatchObject({ code: 'KEY_MISSING' })
    await expect(stat(join(place.folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('takes MESHROOM_KEY alone, whatever is in the key folder', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const name = await keyFile(place.keyDir)
    const armored = await readFile(join(place.keyDir, name), 'utf8')
    const empty = join(place.folder, 'nothing')
    const inCi = place.open({ keyDir: empty, env: { ...place.env, MESHROOM_KEY: armored } })
    expect(await inCi.get('A')).toBe('1')
    await inCi.set([{ name: 'B', value: '2' }])
    expect(await place.open().get('B')).toBe('2')
    await expect(stat(empty)).rejects.toMatchObject({ code: 'ENOENT' })
    const wrong = place.open({ env: { ...place.env, MESHROOM_KEY: 'hunter2' } })
    await expect(wrong.get('A')).rejects.toMatchObject({
      code: 'KEY_UNUSABLE',
      message: expect.not.stringContaining('hunter2'),
    })
  })

  it('asks which key when there are several and a new vault is made', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const other = join(place.folder, 'other-keys')
    await place.open({ keyDir: other, file: join(place.folder, 'b', 'secrets.gpg') }).set([{ name: 'A', value: '1' }])
    await cp(other, place.keyDir, { recursive: true })
    await rm(join(place.keyDir, 'default'))
    const fingerprints = (await readdir(place.keyDir)).map((name) => name.slice(0, 40))
    const fresh = { file: join(place.folder, 'c', 'secrets.gpg') }
    await expect(place.open(fresh).set([{ name: 'A', value: '1' }])).rejects.toMatchObject({
      code: 'KEY_AMBIGUOUS',
      data: { fingerprints },
    })
    await place.open({ ...fresh, key: fingerprints[1] ?? '' }).set([{ name: 'A', value: '1' }])
    expect((await place.open(fresh).list())[0]?.updatedBy).toBe(fingerprints[1])
  })

  it.each([
    ['Zoë O’Neil-Σ  (work) <x>', 'not an address', 'Zoë O’Neil-Σ work x'],
    ['DOMAIN\\user', undefined, 'DOMAIN user'],
    ['', undefined, 'meshroom'],
  ])('makes a key for %j', async (name, email, expected) => {
    const place = await temporaryVault()
    const asked: PassphraseRequest[] = []
    const identity = { name, ...(email !== undefined && { email }) }
    await place.open({ identity }).set([{ name: 'A', value: '1' }])
    const passphrase = {
      interactive: true,
      ask: async (request: PassphraseRequest) => {
        asked.push(request)
        return PASSPHRASE
      },
    }
    await place.open({ passphrase }).get('A')
    expect(asked).toEqual([{ purpose: 'unlock', attempt: 1, fingerprint: expect.any(String), userId: expected }])
  })
})

describe('passphrases', () => {
  it('asks a person up to three times', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const answering = (answers: string[]) => ({ interactive: true, ask: async () => answers.shift() })
    expect(await place.open({ passphrase: answering(['no', 'no', PASSPHRASE]) }).get('A')).toBe('1')
    await expect(place.open({ passphrase: answering(['no', 'no', 'no', PASSPHRASE]) }).get('A')).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
  })

  it('asks once for that of a new key', async () => {
    const place = await temporaryVault()
    const asked: string[] = []
    const passphrase = {
      interactive: true,
      ask: async ({ purpose }: PassphraseRequest) => {
        asked.push(purpose)
        return PASSPHRASE
      },
    }
    const vault = place.open({ passphrase })
    await vault.set([{ name: 'A', value: '1' }])
    expect(await vault.get('A')).toBe('1')
    await vault.set([{ name: 'A', value: '2' }])
    expect(asked).toEqual(['new'])
  })

  it('asks once for all that one object does', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    let asked = 0
    const passphrase = {
      interactive: true,
      ask: async () => {
        asked += 1
        return PASSPHRASE
      },
    }
    const vault = place.open({ passphrase })
    await vault.get('A')
    await vault.set([{ name: 'B', value: '2' }])
    await vault.get('B')
    expect(asked).toBe(1)
  })

  it('tries what is not a person’s answer once', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    let asked = 0
    const passphrase = {
      interactive: false,
      ask: async () => {
        asked += 1
        return 'no'
      },
    }
    await expect(place.open({ passphrase }).get('A')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    expect(asked).toBe(1)
  })

  it('needs none for a key that was made with an empty one', async () => {
    const place = await temporaryVault()
    await place.open({ passphrase: { interactive: false, ask: async () => '' } }).set([{ name: 'A', value: '1' }])
    const vault = place.open({ passphrase: nobody })
    expect(await vault.get('A')).toBe('1')
    expect(await vault.set([{ name: 'B', value: '2' }])).toEqual({ changed: ['B'] })
  })
})
