import type { ReadableStream } from 'node:stream/web'
import { promisify } from 'node:util'
import { inflate, inflateRaw } from 'node:zlib'
import type { AnyPacket, Config, PacketList } from 'openpgp'
import { loadOpenPgp } from './load-openpgp.ts'

/** What openpgp.js makes of a packet's body: whole, or as a stream of its own kind. */
type PacketBody = Uint8Array | Pick<ReadableStream<Uint8Array>, 'getReader'>

const ZIP = 1
const ZLIB = 2

/**
 * Compressed content, read in the place of openpgp.js's own reader of it: that one refuses bytes after the end of the
 * compressed stream, and sq pads with such unless it is told not to. Memory is bounded before anything is inflated.
 */
export class CompressedPacket {
  static readonly tag = 8
  packets: PacketList<AnyPacket> | undefined

  async read(body: PacketBody, config: Config): Promise<void> {
    const bytes = body instanceof Uint8Array ? body : await readAll(body)
    const openpgp = await loadOpenPgp()
    const decompress = bytes[0] === ZIP ? inflateRaw : bytes[0] === ZLIB ? inflate : undefined
    if (decompress === undefined) return this.readByLibrary(bytes, config)
    const limit = { maxOutputLength: config.maxDecompressedMessageSize }
    const content: Uint8Array = await promisify<Uint8Array, object, Uint8Array>(decompress)(bytes.subarray(1), limit)
    this.packets = (await openpgp.readMessage({ binaryMessage: content, config })).packets
  }

  /** Not compressed, or with bzip2, which Node does not know. */
  private async readByLibrary(bytes: Uint8Array, config: Config): Promise<void> {
    const { CompressedDataPacket } = await loadOpenPgp()
    const packet: unknown = new CompressedDataPacket()
    const reader = packet as { read(bytes: Uint8Array, config: Config): Promise<void>; packets: PacketList<AnyPacket> }
    await reader.read(bytes, { ...config, additionalAllowedPackets: [] })
    this.packets = reader.packets
  }
}

async function readAll(body: Pick<ReadableStream<Uint8Array>, 'getReader'>): Promise<Uint8Array> {
  const reader = body.getReader()
  const pieces: Uint8Array[] = []
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value)
  return Buffer.concat(pieces)
}
