import { createHash } from 'node:crypto'

/** Tag of a packet with the session key encrypted for one recipient. */
const SESSION_KEY_TAG = 1

/** What the vault signs of its envelope, so that nothing of the file can be changed, not even another's part of it. */
export function envelopeDigest(envelope: Uint8Array): string {
  return createHash('sha256').update(envelope).digest('hex')
}

/** The packets at the head of a binary message that carry its session key, as they are in the file (RFC 9580, 4.2). */
export function envelopeBytes(message: Uint8Array): Uint8Array {
  let end = 0
  for (let packet = readHeader(message, end); packet?.tag === SESSION_KEY_TAG; packet = readHeader(message, end))
    end = packet.end
  return message.subarray(0, end)
}

/** A packet within bytes. */
export interface PacketPlace {
  readonly tag: number
  /** Where its content begins. */
  readonly body: number
  /** Where the next one begins. */
  readonly end: number
}

/** The packet that begins there; undefined where none of known length does. */
export function readHeader(bytes: Uint8Array, start: number): PacketPlace | undefined {
  const first = bytes[start]
  if (first === undefined || first < 0x80) return undefined
  const isNewFormat = (first & 0x40) !== 0
  const tag = isNewFormat ? first & 0x3f : (first >> 2) & 0x0f
  const length = isNewFormat ? newLength(bytes, start + 1) : oldLength(bytes, start + 1, first & 0x03)
  if (length === undefined) return undefined
  const body = start + 1 + length.size
  return { tag, body, end: body + length.value }
}

interface PacketLength {
  /** How many bytes say it. */
  readonly size: number
  readonly value: number
}

function newLength(bytes: Uint8Array, at: number): PacketLength | undefined {
  const first = bytes[at] ?? 0
  if (first < 192) return { size: 1, value: first }
  if (first < 224) return { size: 2, value: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192 }
  return first === 255 ? { size: 5, value: bigEndian(bytes.subarray(at + 1, at + 5)) } : undefined
}

/** Types 0, 1, 2 take 1, 2, 4 bytes; 3 is of unknown length. */
function oldLength(bytes: Uint8Array, at: number, type: number): PacketLength | undefined {
  if (type === 3) return undefined
  const size = 1 << type
  return { size, value: bigEndian(bytes.subarray(at, at + size)) }
}

function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
