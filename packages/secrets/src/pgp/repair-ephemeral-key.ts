import type { AnyPacket } from 'openpgp'

const ECDH = 18

/** The byte before a native point of Curve25519 (RFC 9580, 11.2.2). */
const NATIVE_POINT = 0x40

/** What is needed of a packet that carries the session key. */
interface EcdhPacket {
  readonly publicKeyAlgorithm: typeof ECDH
  readonly encrypted: { V: Uint8Array }
}

/** Of Curve25519; the points of all other curves are longer. */
const POINT_LENGTH = 32

/** Puts back the byte that gpg 2.5.7 to 2.5.12 leave out before the ephemeral key of Curve25519. */
export function repairEphemeralKeys(packets: readonly AnyPacket[]): void {
  for (const packet of packets) {
    if (isEcdh(packet) && packet.encrypted.V.length <= POINT_LENGTH) packet.encrypted.V = withPrefix(packet.encrypted.V)
  }
}

/** Without the byte, zeros at the point's beginning are dropped too, as of any number. */
function withPrefix(point: Uint8Array): Uint8Array {
  const whole = new Uint8Array(1 + POINT_LENGTH)
  whole[0] = NATIVE_POINT
  whole.set(point, whole.length - point.length)
  return whole
}

function isEcdh(packet: object): packet is EcdhPacket {
  if (!('publicKeyAlgorithm' in packet) || packet.publicKeyAlgorithm !== ECDH) return false
  const encrypted = 'encrypted' in packet ? packet.encrypted : undefined
  return typeof encrypted === 'object' && encrypted !== null && 'V' in encrypted && encrypted.V instanceof Uint8Array
}
