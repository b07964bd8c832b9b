import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVault } from '../src/index.ts'
import { GPG_EXPECTED, gnupgHome } from './gnupg-home.ts'
import { homeIn, temporaryFolder } from './temporary-vault.ts'

/** What versions of gpg write that cannot all be installed: fixtures/README.md. */
const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url))

async function reader() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const vault = openVault({ file, env: { ...homeIn(folder), MESHROOM_KEY: fixture('key.asc').toString() } })
  return async (bytes: Uint8Array) => {
    writeFileSync(file, bytes)
    return vault.get('A')
  }
}

describe('what other versions of gpg write', () => {
  it.each([
    ['without the first byte of the ephemeral key (2.5.7 to 2.5.12)', 'prefix-fault.gpg', 32],
    ['without it and the zero behind it', 'prefix-fault-short.gpg', 31],
  ])('%s is read', async (_what, name, size) => {
    const bytes = fixture(name)
    expect(Math.ceil(bytes.readUInt16BE(12) / 8)).toBe(size)
    expect(await (await reader())(bytes)).toBe('of another gpg')
  })

  it('in a packet of tag 20 (2.3 and later, for keys that ask for it) is read', async () => {
    expect(fixture('tag-20.gpg')).toContain(0xc0 | 20)
    expect(await (await reader())(fixture('tag-20.gpg'))).toBe('of another gpg')
  })

  it('in a packet of tag 20, changed in any bit or cut off anywhere, is refused', async () => {
    const read = await reader()
    const bytes = fixture('tag-20.gpg')
    const code = (changed: Uint8Array) => read(changed).then(String, (error) => error.code)
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      expect([at, await code(flipped)]).toEqual([at, expect.stringMatching(/^(VAULT_DAMAGED|KEY_MISSING)$/)])
      expect([at, await code(bytes.subarray(0, at))]).toEqual([
        at,
        expect.stringMatching(/^(VAULT_DAMAGED|KEY_MISSING)$/),
      ])
    }
  })

  it('without any integrity check, as long ago, is refused', async () => {
    await expect((await reader())(fixture('no-integrity.gpg'))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' })
  })
})

describe.runIf(GPG_EXPECTED)('the gpg that is installed', () => {
  it('reads the same, so the files are what they should be, and finds the unprotected one so', async () => {
    const home = await gnupgHome()
    home.gpg(['--import'], fixture('key.asc'))
    for (const name of ['prefix-fault.gpg', 'tag-20.gpg'])
      expect(home.gpg(['--decrypt'], fixture(name)).toString(), name).toBe('{"A":"of another gpg"}')
    const { status, stderr } = home.tryGpg(['--decrypt'], fixture('no-integrity.gpg'))
    expect([status, stderr.toString()]).toEqual([2, expect.stringContaining('not integrity protected')])
  })
})
