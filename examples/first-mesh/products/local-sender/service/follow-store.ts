import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** How a store's folder is read; by hooks through Meshroom, by the responder from the disk. */
export interface StoreReader {
  /** Bytes of a file of the folder: fewer than asked for, or none, where it ends or is not there. */
  read(name: string, start: number, length: number): Promise<Uint8Array>
  /** Names of the files in the folder. */
  names(): Promise<readonly string[]>
}

/** A line without its line feed, and the cursor to go on after it. */
export interface StoredLine {
  readonly text: string
  readonly cursor: string
}

/**
 * Where a reader is: just after a line of `length` bytes that ends at `offset`, of which `mark` is a digest. The digest tells
 * whether a file is still the one that was read, so that a rotated, truncated or replaced store is noticed whatever did it.
 */
interface Position {
  readonly offset: number
  readonly length: number
  readonly mark: string
}

const beginning: Position = { offset: 0, length: 0, mark: '' }
const chunk = 1024 * 1024

export interface FollowOptions {
  readonly file: string
  /** The cursor of the last line seen; unset: from the beginning. */
  readonly cursor?: string
  readonly signal: AbortSignal
  /** How long to wait when there is nothing new, in milliseconds; default 200. */
  readonly pauseMs?: number
}

/** Yields the lines of a store as they come, as many at once as there are, through rotations (`events.ndjson.1`, `.2`, …) and truncations, until it is aborted. */
export async function* followStore(
  store: StoreReader,
  options: FollowOptions,
): AsyncGenerator<readonly StoredLine[], void, void> {
  const { file, signal, pauseMs = 200 } = options
  let position = parseCursor(options.cursor)
  while (!signal.aborted) {
    const lines = await readNew(store, file, position)
    if (lines.length > 0) yield lines
    position = lines.length > 0 ? parseCursor(lines.at(-1)?.cursor) : position
    if (lines.length === 0) await pause(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

/** The next lines after a position, at most a chunk of one file; `[]` when there is none yet. */
async function readNew(store: StoreReader, file: string, position: Position): Promise<StoredLine[]> {
  const generations = await generationsOf(store, file)
  const at = await findGeneration(store, generations, position)
  if (at < 0) return readLines(store, file, beginning)
  const lines = await readLines(store, generations[at]!, position)
  for (let next = at + 1; lines.length === 0 && next < generations.length; next++)
    lines.push(...(await readLines(store, generations[next]!, beginning)))
  return lines
}

/** The files that the store has been, oldest first. */
async function generationsOf(store: StoreReader, file: string): Promise<string[]> {
  const rotated = (await store.names()).flatMap((name) => {
    const number = name.startsWith(`${file}.`) ? /^\d+$/.exec(name.slice(file.length + 1)) : null
    return number ? [{ name, age: Number(number[0]) }] : []
  })
  return [...rotated.sort((a, b) => b.age - a.age).map(({ name }) => name), file]
}

/** The newest file that still holds the line before the position; -1 when none does. */
async function findGeneration(store: StoreReader, generations: readonly string[], position: Position): Promise<number> {
  if (position.offset === 0) return generations.length - 1
  for (let at = generations.length - 1; at >= 0; at--) {
    const bytes = await store.read(generations[at]!, position.offset - position.length, position.length)
    if (markOf(bytes) === position.mark) return at
  }
  return -1
}

async function readLines(store: StoreReader, name: string, { offset }: Position): Promise<StoredLine[]> {
  let bytes = Buffer.from(await store.read(name, offset, chunk))
  for (let size = chunk; bytes.length === size && !bytes.includes(0x0a); size *= 2)
    bytes = Buffer.from(await store.read(name, offset, size * 2))
  return splitLines(bytes, offset)
}

/** A last line without its line feed is still being written: it waits. */
function splitLines(bytes: Buffer, offset: number): StoredLine[] {
  const lines: StoredLine[] = []
  let start = 0
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    const line = bytes.subarray(start, end + 1)
    lines.push({
      text: line.toString('utf8', 0, line.length - 1),
      cursor: `${offset + end + 1}:${line.length}:${markOf(line)}`,
    })
    start = end + 1
  }
  return lines
}

function markOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

function parseCursor(cursor: string | undefined): Position {
  const match = /^(\d+):(\d+):([0-9a-f]{16})$/.exec(cursor ?? '')
  if (!match) return beginning
  return { offset: Number(match[1]), length: Number(match[2]), mark: match[3]! }
}
