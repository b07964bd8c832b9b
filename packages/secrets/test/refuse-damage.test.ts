import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretsError } from '../src/index.ts'
import { GPG_EXPECTED } from './gnupg-home.ts'
import { type Member, member } from './team.ts'
import { temporaryFolder } from './temporary-vault.ts'

async function smallVault() {
  const ada = await member('Ada')
  const file = join(await temporaryFolder(), 'secrets.gpg')
  const vault = ada.open(file)
  await vault.set([{ name: 'A', value: 'v' }])
  const armored = readFileSync(file, 'utf8')
  const base64 =
    armored
      .split('\n\n')[1]
      ?.split('\n-----END')[0]
      ?.replace(/\n=.{4}$/m, '') ?? ''
  return { ada, file, vault, armored, binary: Buffer.from(base64, 'base64') }
}

/** The code it is refused with, or the value that was read. */
async function read(
  { file, vault }: { file: string; vault: ReturnType<Member['open']> },
  bytes: Uint8Array,
): Promise<string> {
  writeFileSync(file, bytes)
  try {
    return `read ${await vault.get('A')}`
  } catch (error) {
    if (error instanceof SecretsError) return error.code
    throw error
  }
}

const REFUSED = /^(VAULT_DAMAGED|KEY_MISSING)$/

describe('a vault of which something was changed', () => {
  it('in a single bit, any of the binary form, is refused', { timeout: 120_000 }, async () => {
    const small = await smallVault()
    expect(await read(small, small.binary)).toBe('read v')
    const bits = process.env.CI ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 7]
    for (let at = 0; at < small.binary.length; at += 1) {
      for (const bit of at < 120 ? [0, 1, 2, 3, 4, 5, 6, 7] : bits) {
        const flipped = Buffer.from(small.binary)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        expect([at, bit, await read(small, flipped)]).toEqual([at, bit, expect.stringMatching(REFUSED)])
      }
    }
  })

  it('cut off anywhere is refused', { timeout: 60_000 }, async () => {
    const small = await smallVault()
    for (let length = 0; length < small.binary.length; length += 3) {
      expect([length, await read(small, small.binary.subarray(0, length))]).toEqual([
        length,
        expect.stringMatching(REFUSED),
      ])
    }
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
