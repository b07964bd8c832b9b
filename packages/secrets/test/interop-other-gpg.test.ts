import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Member, member } from './team.ts'
import { temporaryFolder } from './temporary-vault.ts'

/** What versions of gpg write that cannot all be installed; built here byte by byte. */

const CONTENT = '{"A":"of another gpg"}'

describe('what other versions of gpg write', () => {
  it('without the first byte of the ephemeral key (2.5.7 to 2.5.12) is read', async () => {
    const ada = await member('Ada')
    for (let round = 0; round < 20; round += 1) {
      const { openpgp, encryptionKeys } = await keyOf(ada)
      const message = await openpgp.createMessage({ text: CONTENT })
      const binary = await openpgp.encrypt({ message, encryptionKeys, format: 'binary' })
      expect(await readBy(ada, withoutPointPrefix(binary))).toBe('of another gpg')
    }
  })

  it('in a packet of tag 20 (2.3 and later, for keys that ask for it) is read', async () => {
    const ada = await member('Ada')
    expect(await readBy(ada, await tag20(ada))).toBe('of another gpg')
  })

  it('in a packet of tag 20, changed in a bit, is refused', async () => {
    const ada = await member('Ada')
    const binary = await tag20(ada)
    binary[binary.length - 20] = (binary.at(-20) ?? 0) ^ 1
    await expect(readBy(ada, binary)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' })
  })

  it('without any integrity check, as long ago, is refused', async () => {
    const ada = await member('Ada')
    const { openpgp, encryptionKeys } = await keyOf(ada)
    const packet = new openpgp.SymmetricallyEncryptedDataPacket()
    const body = await sealed(openpgp, packet, (data) =>
      encryptBy(packet)(openpgp.enums.symmetric.aes256, data, openpgp.config),
    )
    const envelope = await openpgp.encryptSessionKey({ ...body.sessionKey, encryptionKeys, format: 'binary' })
    await expect(readBy(ada, Buffer.concat([envelope, body.bytes]))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' })
  })
})

type OpenPgp = typeof import('openpgp')

async function keyOf(ada: Member) {
  const openpgp = await import('openpgp')
  return { openpgp, encryptionKeys: await openpgp.readKey({ armoredKey: await ada.publicKey() }) }
}

async function readBy(ada: Member, bytes: Uint8Array): Promise<string | undefined> {
  const file = join(await temporaryFolder(), 'secrets.gpg')
  writeFileSync(file, bytes)
  return ada.open(file).get('A')
}

/**
 * The packet begins with two bytes of header; version, key id and algorithm take 10; then come two with the number of
 * bits, and the point. As a number it has no zeros at its beginning.
 */
function withoutPointPrefix(message: Uint8Array): Uint8Array {
  const bits = 12
  expect([message[bits - 1], message[bits + 2]]).toEqual([18, 0x40])
  const whole = message.subarray(bits + 3, bits + 3 + 32)
  const point = whole.subarray(whole.findIndex((byte) => byte !== 0))
  const count = point.length * 8 - (Math.clz32(point[0] ?? 0) - 24)
  const length = (message[1] ?? 0) - (33 - point.length)
  const head = [message[0] ?? 0, length, ...message.subarray(2, bits), count >> 8, count & 0xff]
  return Buffer.concat([Buffer.from(head), point, message.subarray(bits + 3 + 32)])
}

type Encrypt = (algorithm: number, sessionKey: Uint8Array, config: OpenPgp['config']) => Promise<void>

/** The library's types hide it, for nobody else should write such packets any more. */
function encryptBy(packet: object): Encrypt {
  const { encrypt } = packet as unknown as { encrypt: Encrypt }
  return encrypt.bind(packet)
}

async function sealed(openpgp: OpenPgp, packet: object, encrypt: (sessionKey: Uint8Array) => Promise<void>) {
  const data = crypto.getRandomValues(new Uint8Array(32))
  const content = await openpgp.createMessage({ text: CONTENT })
  Object.assign(packet, { packets: content.packets })
  await encrypt(data)
  const list = new openpgp.PacketList()
  list.push(packet as InstanceType<OpenPgp['AEADEncryptedDataPacket']>)
  return { sessionKey: { data, algorithm: 'aes256' } as const, bytes: await readAll(list.write()) }
}

async function tag20(ada: Member): Promise<Buffer> {
  const { openpgp, encryptionKeys } = await keyOf(ada)
  const packet = new openpgp.AEADEncryptedDataPacket()
  Object.assign(packet, { aeadAlgorithm: openpgp.enums.aead.ocb })
  const { sessionKey, bytes } = await sealed(openpgp, packet, (data) =>
    encryptBy(packet)(openpgp.enums.symmetric.aes256, data, openpgp.config),
  )
  expect(bytes[0]).toBe(0xc0 | 20)
  const envelope = await openpgp.encryptSessionKey({ ...sessionKey, encryptionKeys, format: 'binary' })
  return Buffer.concat([envelope, bytes])
}

async function readAll(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes
  const reader = (bytes as ReadableStream<Uint8Array>).getReader()
  const pieces: Uint8Array[] = []
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value)
  return Buffer.concat(pieces)
}
