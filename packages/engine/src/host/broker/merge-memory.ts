import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HookError } from '@meshroom/hooks-sdk'
import { compareNames, type JsonObject, writeFileAtomic } from '@meshroom/model'

/** What was merged last into one file. */
export interface MergedFile {
  readonly base?: JsonObject
  /** What was about to be written when the memory was saved: true of the file when its text has this digest. */
  readonly pending?: { readonly data: JsonObject; readonly sha256: string }
}

/** By path relative to the project. */
export type MergeMemory = ReadonlyMap<string, MergedFile>

const VERSION = 1

/** @throws HookError `STATE_BROKEN` */
export async function readMergeMemory(where: MemoryPlace): Promise<MergeMemory> {
  const text = await readFile(fileOf(where), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return new Map()
  try {
    const { version, files } = JSON.parse(text) as { version: unknown; files: Record<string, MergedFile> }
    if (version === VERSION) return new Map(Object.entries(files))
  } catch {
    // What is wrong with it does not matter: it is said below.
  }
  const file = `state/pull/${where.product}.json`
  throw new HookError('STATE_BROKEN', `${file} cannot be read`, {
    hint: `take it back from git (git checkout -- ${file}), or remove it: then whatever differs counts as written by a person`,
  })
}

export interface MemoryPlace {
  readonly root: string
  readonly product: string
}

export async function writeMergeMemory(where: MemoryPlace, memory: MergeMemory): Promise<void> {
  const files = Object.fromEntries([...memory].toSorted(([a], [b]) => compareNames(a, b)))
  await writeFileAtomic(fileOf(where), `${JSON.stringify({ version: VERSION, files }, null, 1)}\n`)
}

/** What this program wrote into a file last, whether or not it lived to note so. */
export function baseOf(merged: MergedFile | undefined, text: string | undefined): JsonObject | undefined {
  const { base, pending } = merged ?? {}
  return pending !== undefined && text !== undefined && sha256(text) === pending.sha256 ? pending.data : base
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function fileOf({ root, product }: MemoryPlace): string {
  return join(root, 'state', 'pull', `${product}.json`)
}
