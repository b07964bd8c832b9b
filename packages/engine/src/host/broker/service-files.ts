import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepDrafts, writeFileAtomic } from '@meshroom/model'
import { endOfText } from '../end-of-text.ts'

/** Where a service is noted and writes its log. */
export interface ServicePlace {
  /** Within the product. */
  readonly id: string
  /** The project's folder, which is the service's working directory. */
  readonly root: string
  /** `.meshroom/services/<product>`, absolute. */
  readonly folder: string
}

/** What is noted of a running service. No argument and no variable, for these may be secret: only their digest. */
export interface ServiceNote {
  readonly pid: number
  /** See {@link identifyProcess}. */
  readonly identity: string
  readonly digest: string
}

const LARGEST_LOG = 4 * 1024 * 1024

/** @returns undefined when nothing is noted, or nothing that can be read */
export async function readNote(place: ServicePlace): Promise<ServiceNote | undefined> {
  try {
    const { pid, identity, digest } = JSON.parse(await readFile(noteFile(place), 'utf8'))
    return Number.isSafeInteger(pid) && pid > 1 && typeof identity === 'string' ? { pid, identity, digest } : undefined
  } catch {
    return undefined
  }
}

/** Readable by its owner only, as the log is. */
export async function writeNote(place: ServicePlace, note: ServiceNote): Promise<void> {
  await writeFileAtomic(noteFile(place), `${JSON.stringify(note)}\n`, { mode: 0o600 })
  sweepDrafts(noteFile(place))
}

export async function removeNote(place: ServicePlace): Promise<void> {
  await rm(noteFile(place), { force: true })
}

/** A log that has grown large is put aside once, as `<id>.log.1`. */
export async function openLog(place: ServicePlace): Promise<FileHandle> {
  await mkdir(place.folder, { recursive: true })
  const file = logFile(place)
  const size = (await stat(file).catch(() => undefined))?.size ?? 0
  if (size > LARGEST_LOG) await rename(file, `${file}.1`)
  return open(file, 'a', 0o600)
}

/** The last words of a service; empty when it said nothing. */
export async function endOfLog(place: ServicePlace): Promise<string> {
  const log = await readFile(logFile(place), 'utf8').catch(() => '')
  return endOfText(log, 2_000).trimEnd()
}

function noteFile({ folder, id }: ServicePlace): string {
  return join(folder, `${id}.json`)
}

export function logFile({ folder, id }: ServicePlace): string {
  return join(folder, `${id}.log`)
}
