/** A piece of a stream as it crosses the pipe; null is the end. */
export type WirePiece = { readonly text: string } | { readonly bytes: string } | null

/** Larger pieces are cut, so that the engine never holds much of one stream. */
const LARGEST = 256 * 1024

/** Arguments for `net.write`, in pieces of bounded size. */
export function* cutPieces(data: string | Uint8Array): Generator<{ readonly bytes: string }> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  for (let at = 0; at < bytes.length; at += LARGEST) yield { bytes: toBase64(bytes.subarray(at, at + LARGEST)) }
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

export function bytesOf(piece: NonNullable<WirePiece>): Uint8Array<ArrayBuffer> {
  return new Uint8Array('text' in piece ? Buffer.from(piece.text) : Buffer.from(piece.bytes, 'base64'))
}

export function textOf(piece: NonNullable<WirePiece>): string {
  return 'text' in piece ? piece.text : Buffer.from(piece.bytes, 'base64').toString('utf8')
}
