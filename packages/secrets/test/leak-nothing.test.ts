import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { systemGpg } from '../src/gpg/run-gpg.ts'
import { type Gpg, SecretsError } from '../src/index.ts'
import { nodeFileSystem } from '../src/storage/file-system.ts'
import { GPG_EXPECTED, generateKey, gnupgHome } from './gnupg-home.ts'
import { PASSPHRASE, temporaryVault } from './temporary-vault.ts'

const VALUE = 'hunter2-öffne-dich'

/** Everything below a folder, as bytes in one. */
function contentBelow(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  return paths
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path}\n${readFileSync(path, 'latin1')}`)
    .join('\n')
}

/** The ways a secret may be written: as it is, in base64, in hex, as JSON. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('latin1'),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('hex'),
    JSON.stringify(secret),
  ]
}

describe('a value and a passphrase', () => {
  it('are nowhere on the disk, not in a file that is written and replaced either', async () => {
    const place = await temporaryVault()
    const written: string[] = []
    const fileSystem = {
      ...nodeFileSystem,
      create: async (path: string, mode: number) => {
        const file = await nodeFileSystem.create(path, mode)
        const write = (bytes: Uint8Array, offset: number) => {
          written.push(Buffer.from(bytes).toString('latin1'))
          return file.write(bytes, offset)
        }
        return { ...file, write }
      },
    }
    const vault = place.open({ fileSystem })
    await vault.set([{ name: 'A', value: VALUE }])
    await vault.setFor({ kind: 'instance', product: 'edr', instance: 'paris' }, { KEY: VALUE })
    expect(written.length).toBeGreaterThan(3)
    const all = contentBelow(place.folder) + written.join('\n')
    for (const secret of [VALUE, PASSPHRASE])
      for (const spelling of spellings(secret)) expect(all).not.toContain(spelling)
  })

  it('are in no error, whatever it wraps', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: VALUE }])
    const errors: unknown[] = []
    const attempt = async (act: () => Promise<unknown>) => errors.push(await act().catch((error: unknown) => error))
    await attempt(() => place.open({ passphrase: { interactive: false, ask: async () => VALUE } }).get('A'))
    await attempt(() => place.open({ env: { ...place.env, MESHROOM_KEY: VALUE } }).get('A'))
    await attempt(() => place.open().set([{ name: '', value: VALUE }]))
    await attempt(() => place.open().recipients.add(`-----BEGIN ${VALUE}`))
    writeFileSync(place.file, readFileSync(place.file, 'utf8').replace(/[A-Za-z]\n/, '\n'))
    await attempt(() => place.open().set([{ name: 'B', value: VALUE }]))
    expect(errors.every((error) => error instanceof SecretsError)).toBe(true)
    const shown = errors.map((error) => inspect(error, { depth: 8, showHidden: true })).join('\n')
    expect(shown).not.toContain(VALUE)
    expect(shown).not.toContain(PASSPHRASE)
  })
})

describe.runIf(GPG_EXPECTED)('gpg', () => {
  it('is given no value and no passphrase as an argument, and no session key', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, ['Key-Type: RSA', 'Key-Length: 2048', 'Key-Usage: sign,encrypt'])
    const calls: string[] = []
    const real = systemGpg({ env: home.env, mayAsk: false })
    const gpg: Gpg = {
      run: (args, input) => {
        calls.push(args.join(' '))
        return real.run(args, input)
      },
    }
    const place = await temporaryVault()
    await place.open({ gpg, key: fingerprint }).set([{ name: 'A', value: VALUE }])
    expect(await place.open({ gpg }).get('A')).toBe(VALUE)
    expect(calls.length).toBeGreaterThan(2)
    const allowed = /^[\w\s-]*(0x)?[0-9a-f]*$/
    for (const call of calls) expect(call).toMatch(allowed)
    expect(calls.join('\n')).not.toContain('hunter2')
    expect(readdirSync(dirname(place.file)).sort()).toEqual(['recipients', 'secrets.gpg'])
  })
})
