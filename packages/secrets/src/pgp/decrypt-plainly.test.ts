import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import type { SessionKey } from 'openpgp'
import { expect, it } from 'vitest'
import { member } from '../../test/team.ts'
import { temporaryVault } from '../../test/temporary-vault.ts'
import type { SessionKeyCache } from '../agent/session-key-cache.ts'
import { decryptPlainly } from './decrypt-plainly.ts'

/** An agent in this process. */
function memoryCache(): SessionKeyCache & { readonly keys: Map<string, SessionKey> } {
  const keys = new Map<string, SessionKey>()
  return { keys, get: async (digest) => keys.get(digest), put: async (digest, key) => void keys.set(digest, key) }
}

const nobody = { interactive: false, ask: async () => undefined }

async function written(values: Readonly<Record<string, string>>) {
  const place = await temporaryVault()
  const sessionKeys = memoryCache()
  await place.open({ sessionKeys }).set(Object.entries(values).map(([name, value]) => ({ name, value })))
  const sessionKey = [...sessionKeys.keys.values()].at(-1)!
  return { place, sessionKeys, sessionKey, bytes: await readFile(place.file) }
}

it('decrypts what the library writes, whatever its length', async () => {
  const place = await temporaryVault()
  const sessionKeys = memoryCache()
  const vault = place.open({ sessionKeys })
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 2000 }), async (value) => {
      await vault.set([{ name: 'A', value }])
      const { payload, keyIds } = decryptPlainly(await readFile(place.file), [...sessionKeys.keys.values()].at(-1)!)!
      const json = JSON.parse(Buffer.from(payload).toString())
      expect(json.A).toBe(value)
      expect(keyIds).toEqual(json['@meshroom'].encryptedFor)
    }),
    { numRuns: 30 },
  )
})

it('gives nothing for a file of which any bit of its content was changed, or that was cut anywhere', async () => {
  const { bytes, sessionKey } = await written({ A: 'v' })
  const lines = bytes.toString().split('\n')
  const packets = Buffer.from(lines.slice(2, -3).join(''), 'base64')
  const armored = (content: Buffer) =>
    Buffer.from(`-----BEGIN PGP MESSAGE-----\n\n${content.toString('base64')}\n-----END PGP MESSAGE-----\n`)
  expect(decryptPlainly(armored(packets), sessionKey)).toBeDefined()
  const bodyStart = packets.length - 200
  for (let bit = bodyStart * 8; bit < packets.length * 8; bit += 1) {
    const changed = Buffer.from(packets)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(decryptPlainly(armored(changed), sessionKey), `bit ${bit}`).toBeUndefined()
  }
  for (let length = 0; length < packets.length; length += 7)
    expect(decryptPlainly(armored(packets.subarray(0, length)), sessionKey), `${length} bytes`).toBeUndefined()
})

it('gives nothing for another key, or for what is no vault', async () => {
  const { bytes } = await written({ A: 'v' })
  expect(decryptPlainly(bytes, { algorithm: 'aes256', data: new Uint8Array(32) })).toBeUndefined()
  expect(decryptPlainly(bytes, { algorithm: 'aes128', data: new Uint8Array(16) })).toBeUndefined()
  for (const text of [
    '',
    'x',
    '-----BEGIN PGP MESSAGE-----\n\n\n-----END',
    '-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END',
  ])
    expect(decryptPlainly(Buffer.from(text), { algorithm: 'aes256', data: new Uint8Array(32) })).toBeUndefined()
})

it('is used only for versions that were judged on this machine: a new machine checks the signature', async () => {
  const { place, sessionKeys, bytes } = await written({ A: '1' })
  expect(await place.open({ sessionKeys, passphrase: nobody }).get('A')).toBe('1')
  await writeFile(place.file, bytes)
  const elsewhere = { sessionKeys, passphrase: nobody, stateDir: `${place.folder}/new-state` }
  const unknown = place.open({ ...elsewhere, trustedSigners: ['b'.repeat(40)] })
  await expect(unknown.get('A')).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' })
  expect(await place.open(elsewhere).get('A')).toBe('1')
})

it('an old version put back is noticed all the same', async () => {
  const { place, sessionKeys, bytes } = await written({ A: '1' })
  await place.open({ sessionKeys }).set([{ name: 'A', value: '2' }])
  await writeFile(place.file, bytes)
  await expect(place.open({ sessionKeys, passphrase: nobody }).get('A')).rejects.toMatchObject({
    code: 'VAULT_ROLLED_BACK',
  })
})

it('another vault put in its place is noticed all the same', async () => {
  const { place, sessionKeys } = await written({ A: '1' })
  const other = await member('Mallory')
  const theirs = `${place.folder}/theirs/secrets.gpg`
  await other
    .open(theirs, { sessionKeys, stateDir: `${place.folder}/.local/state/meshroom/vaults` })
    .set([{ name: 'A', value: 'evil' }])
  await writeFile(place.file, await readFile(theirs))
  await expect(place.open({ sessionKeys, passphrase: nobody }).get('A')).rejects.toMatchObject({
    code: 'VAULT_REPLACED',
  })
})
