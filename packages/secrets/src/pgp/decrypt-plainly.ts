import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import type { SessionKey } from 'openpgp'
import { type PacketPlace, readHeader } from './envelope-bytes.ts'

/** What was in a file; nothing says who wrote it. */
export interface PlainVault {
  readonly payload: Uint8Array
  /** Ids of the keys it is encrypted for, in hex. */
  readonly keyIds: readonly string[]
}

const TAG = { sessionKey: 1, signature: 2, onePassSignature: 4, literal: 11, encrypted: 18 } as const

/** Version 1 of the encrypted packet has a random block before the content, with its last two bytes twice, and a digest behind it. */
const PREFIX_SIZE = 18
const DIGEST_SIZE = 20
const DIGEST_HEADER = Buffer.from([0xd3, DIGEST_SIZE])

/**
 * Decrypts a file of the form that this library writes, with Node's own cryptography (RFC 9580, 5.13.1). The integrity check is made, the
 * signature is not looked at: only for content that was judged before. Undefined where it is of another form or was changed.
 */
export function decryptPlainly(bytes: Uint8Array, { algorithm, data }: SessionKey): PlainVault | undefined {
  const message = algorithm === 'aes256' ? unarmor(bytes) : undefined
  const places = message && packetsOf(message)
  const encrypted = places?.at(-1)
  if (message === undefined || places === undefined || encrypted?.tag !== TAG.encrypted) return undefined
  const heads = places.slice(0, -1)
  if (heads.some(({ tag }) => tag !== TAG.sessionKey)) return undefined
  const content = decryptContent(message.subarray(encrypted.body, encrypted.end), data)
  const payload = content && literalOf(content)
  return payload && { payload, keyIds: heads.map(({ body }) => keyIdAt(message, body)) }
}

function unarmor(bytes: Uint8Array): Buffer | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  const [, base64] =
    /^-----BEGIN PGP MESSAGE-----\r?\n\r?\n([A-Za-z0-9+/=\r\n]+?)(?:\r?\n=[^\r\n]{4})?\r?\n-----END/.exec(text) ?? []
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64')
}

/** All packets to the last byte, or undefined. */
function packetsOf(bytes: Uint8Array): PacketPlace[] | undefined {
  const places: PacketPlace[] = []
  for (let at = 0; at < bytes.length; ) {
    const place = readHeader(bytes, at)
    if (place === undefined || place.end > bytes.length) return undefined
    places.push(place)
    at = place.end
  }
  return places
}

function decryptContent(body: Uint8Array, key: Uint8Array): Buffer | undefined {
  if (body[0] !== 1 || key.length !== 32 || body.length < PREFIX_SIZE + DIGEST_SIZE + 3) return undefined
  const decipher = createDecipheriv('aes-256-cfb', key, Buffer.alloc(16))
  const plain = Buffer.concat([decipher.update(body.subarray(1)), decipher.final()])
  const digested = plain.subarray(0, -DIGEST_SIZE)
  const digest = createHash('sha1').update(digested).digest()
  const isWhole = timingSafeEqual(digest, plain.subarray(-DIGEST_SIZE)) && digested.subarray(-2).equals(DIGEST_HEADER)
  return isWhole ? plain.subarray(PREFIX_SIZE, -DIGEST_SIZE - 2) : undefined
}

/** The one literal packet, between what belongs to the signature. */
function literalOf(content: Buffer): Uint8Array | undefined {
  const [literal, ...others] = (packetsOf(content) ?? []).filter(
    ({ tag }) => tag !== TAG.onePassSignature && tag !== TAG.signature,
  )
  if (literal?.tag !== TAG.literal || others.length > 0) return undefined
  const nameSize = content[literal.body + 1] ?? 0
  return content.subarray(literal.body + 2 + nameSize + 4, literal.end)
}

/** Of a packet of version 3: a byte of version, then the id. */
function keyIdAt(message: Buffer, body: number): string {
  return message.subarray(body + 1, body + 9).toString('hex')
}
