import type { JsonValue } from '@meshroom/hooks-sdk'
import { type Args, invalid, optionalCount, optionalText } from '../ask.ts'
import type { NetPiece } from './net-streams.ts'

/** The number that the host gave a stream. @throws HookError `ARGUMENT_INVALID` */
export function streamId(args: Args): number {
  const id = optionalCount(args, 'stream')
  if (id === undefined) throw invalid('stream', 'a number')
  return id
}

/** @throws HookError `ARGUMENT_INVALID` */
export function pieceIn(args: Args): NetPiece {
  const text = optionalText(args, 'text')
  if (text !== undefined) return text
  const bytes = optionalText(args, 'bytes')
  if (bytes === undefined) throw invalid('bytes', 'bytes as base64')
  return Buffer.from(bytes, 'base64')
}

/** A piece as it crosses the pipe; null is the end. */
export function wirePiece(piece: NetPiece | undefined): JsonValue {
  if (piece === undefined) return null
  if (typeof piece === 'string') return { text: piece }
  return { bytes: Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('base64') }
}
