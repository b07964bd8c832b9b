import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretsError } from '../src/index.ts'
import { nodeFileSystem } from '../src/storage/file-system.ts'
import { GPG_EXPECTED } from './gnupg-home.ts'
import { type Member, member } from './team.ts'
import { temporaryFolder } from './temporary-vault.ts'

async function smallVault() {
  const ada = await member('Ada')
  const file = join(await temporaryFolder(), 'secrets.gpg')
  await ada.open(file).set([{ name: 'A', value: 'v' }])
  const armored = readFileSync(file, 'utf8')
  const disk = diskInMemory(file)
  const vault = ada.open(file, { fileSystem: disk.fileSystem })
  const base64 =
    armored
      .split('\n\n')[1]
      ?.split('\n-----END')[0]
      ?.replace(/\n=.{4}$/m, '') ?? ''
  return { ada, file, vault, disk, armored, binary: Buffer.from(base64, 'base64') }
}

/** Gives the vault's file as it is told to, and everything else as it was when it was first asked for: thousands of reads are quick then. */
function diskInMemory(file: string) {
  const known = new Map<string, Promise<Uint8Array>>()
  const disk = { bytes: new Uint8Array() as Uint8Array, fileSystem: nodeFileSystem }
  const read = (path: string) => {
    const found = known.get(path) ?? nodeFileSystem.read(path)
    known.set(path, found)
    return found
  }
  disk.fileSystem = { ...nodeFileSystem, read: (path) => (path === file ? Promise.resolve(disk.bytes) : read(path)) }
  return disk
}

/** The code it is refused with, or the value that was read. */
async function read(
  { disk, vault }: { disk: { bytes: Uint8Array }; vault: ReturnType<Member['open']> },
  bytes: Uint8Array,
): Promise<string> {
  disk.bytes = bytes
  try {
    return `read ${await vault.get('A')}`
  } catch (error) {
    if (error instanceof SecretsError) return error.code
    throw error
  }
}

const LANES = 8

const REFUSED = /^(VAULT_DAMAGED|KEY_MISSING)$/

describe('a vault of which something was changed', () => {
  it('in a single bit, any of the binary form, is refused', { timeout: 120_000 }, async () => {
    const small = await smallVault()
    expect(await read(small, small.binary)).toBe('read v')
    const taken: string[] = []
    // The library waits for Node's threads most of the time, so several readers are quicker than one.
    const lane = async (first: number) => {
      const disk = diskInMemory(small.file)
      const reader = { disk, vault: small.ada.open(small.file, { fileSystem: disk.fileSystem }) }
      for (let place = first; place < small.binary.length * 8; place += LANES) {
        const flipped = Buffer.from(small.binary)
        flipped[place >> 3] = (flipped[place >> 3] ?? 0) ^ (1 << (place & 7))
        const outcome = await read(reader, flipped)
        if (!REFUSED.test(outcome)) taken.push(`bit ${place}: ${outcome}`)
      }
    }
    await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)))
    expect(taken).toEqual([])
  })

  it('cut off anywhere is refused', { timeout: 60_000 }, async () => {
    const small = await smallVault()
    const taken: string[] = []
    for (let length = 0; length < small.binary.length; length += 1) {
      const outcome = await read(small, small.binary.subarray(0, length))
      if (!REFUSED.test(outcome)) taken.push(`${length} bytes: ${outcome}`)
    }
    expect(taken).toEqual([])
  })

  it('cut off anywhere in the armored text is refused, or lacks only what says nothing', {
    timeout: 60_000,
  }, async () => {
    const small = await smallVault()
    const taken: string[] = []
    for (let length = 0; length < small.armored.length; length += 1) {
      const outcome = await read(small, Buffer.from(small.armored.slice(0, length)))
      if (!REFUSED.test(outcome)) taken.push(small.armored.slice(length))
    }
    expect(taken.filter((missing) => missing.trim() !== '')).toEqual([])
  })

  it('in the armored text never gives another value', { timeout: 60_000 }, async () => {
    const small = await smallVault()
    const place = fc.integer({ min: 0, max: small.armored.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const flipped = Buffer.from(small.armored)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        expect(await read(small, flipped)).toMatch(/^(VAULT_DAMAGED|KEY_MISSING|read v)$/)
      }),
      { numRuns: 300 },
    )
  })

  it('by adding to it never gives another value', async () => {
    const small = await smallVault()
    for (const bytes of [
      [...small.binary, ...small.binary],
      [...small.binary, 0],
      [0, ...small.binary],
    ]) {
      expect(await read(small, Uint8Array.from(bytes))).toMatch(/^(VAULT_DAMAGED|read v)$/)
    }
  })

  it.each([
    '',
    '\n',
    'hello',
    '-----BEGIN PGP MESSAGE-----',
    '-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----',
    '{"A":"v"}',
  ])('into %j is refused', async (text) => {
    expect(await read(await smallVault(), Buffer.from(text))).toBe('VAULT_DAMAGED')
  })
})

describe('content that is no vault', () => {
  it.each([
    ['no JSON', 'hunter2'],
    ['no object', '["hunter2"]'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['metadata that are none', '{"@meshroom":"hunter2"}'],
    ['metadata without members', '{"@meshroom":{"version":1}}'],
    [
      'an id that climbs out of its folder',
      JSON.stringify({ '@meshroom': { version: 1, vault: '../../../../etc/passwd-aaaaaaaaaaaaaaaa' } }),
    ],
  ])('is refused, and not quoted: %s', async (_what, content) => {
    const { ada, file } = await smallVault()
    writeFileSync(file, await encryptFor(ada, content))
    const failure = await ada
      .open(file)
      .get('A')
      .catch((error: SecretsError) => error)
    expect(failure).toMatchObject({ code: 'VAULT_DAMAGED' })
    expect(`${failure instanceof Error ? failure.message + failure.stack : ''}`).not.toContain('hunter2')
  })

  it('of a later format is told apart', async () => {
    const { ada, file } = await smallVault()
    writeFileSync(file, await encryptFor(ada, '{"@meshroom":{"version":2}}'))
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_NEWER', data: { version: 2 } })
  })
})

describe.runIf(GPG_EXPECTED)('a small file that expands beyond measure', () => {
  it.each(['zip', 'zlib', 'bzip2'])('is refused: %s', { timeout: 60_000 }, async (algorithm) => {
    const ada = await member('Ada')
    const file = join(await temporaryFolder(), 'p', 'secrets.gpg')
    await mkdir(dirname(file))
    const home = join(await temporaryFolder(), 'g')
    await mkdir(home, { mode: 0o700 })
    const gpg = (args: readonly string[], input: string | Uint8Array) =>
      spawnSync('gpg', ['--homedir', home, '--batch', '--trust-model', 'always', ...args], {
        input,
        maxBuffer: 1 << 28,
      }).stdout
    gpg(['--import'], await ada.publicKey())
    const args = ['--compress-algo', algorithm, '-z', '9', '-r', await ada.fingerprint(), '--encrypt']
    const bomb = gpg(args, Buffer.alloc(80 * 1024 * 1024, ' '))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    writeFileSync(file, bomb)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_TOO_LARGE' })
  })
})

async function encryptFor(ada: Member, content: string | Uint8Array): Promise<string> {
  const openpgp = await import('openpgp')
  const encryptionKeys = await openpgp.readKey({ armoredKey: await ada.publicKey() })
  const message = await openpgp.createMessage({ binary: Buffer.from(content) })
  return openpgp.encrypt({ message, encryptionKeys })
}
