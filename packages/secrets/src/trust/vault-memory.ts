import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { latestDepartures } from '../document/departures.ts'
import type { Departure } from '../document/vault-document.ts'
import { readJson, writeLocked } from './memory-files.ts'
import { type MemoryPorts, type PlaceMemory, placeMemory } from './place-memory.ts'

/** One version of a vault that this person has seen. */
export interface SeenVersion {
  readonly generation: number
  /** What git calls the file: its object id by SHA-1 and by SHA-256. */
  readonly ids: readonly string[]
}

/** What this person knows of a vault from before. */
export interface KnownVault {
  readonly vault: string
  /** Fingerprints of the recipients of the newest version seen: who may sign. */
  readonly signers: readonly string[]
  /** Newest first. */
  readonly seen: readonly SeenVersion[]
  /** Who was removed, as any version seen says; absent where an earlier program kept this. */
  readonly departures?: readonly Departure[]
}

/** What is known on this machine of the vaults that were read here. */
export interface VaultMemory extends Omit<PlaceMemory, 'add'> {
  /** The vault of this id, wherever it was seen. */
  of(vault: string | undefined): Promise<KnownVault | undefined>
  /** Fails silently: a machine that keeps nothing can still read. */
  remember(file: string, update: VersionUpdate): Promise<void>
}

/** A version that was read or written. */
export interface VersionUpdate {
  readonly vault: string
  readonly signers: readonly string[]
  readonly version: SeenVersion
  readonly departures?: readonly Departure[]
}

/** Enough for the branches of a project. */
const MAX_SEEN = 64

/** The folder it is kept in: `$XDG_STATE_HOME/meshroom/vaults`. */
export function defaultStateDir(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME
  return join(
    state === undefined || state === '' ? join(env.HOME ?? homedir(), '.local', 'state') : state,
    'meshroom',
    'vaults',
  )
}

/** A memory in files: one for each vault, by its id, beside those of the places. */
export function vaultMemory(ports: MemoryPorts): VaultMemory {
  const { fs, folder } = ports
  const { at, inClones, add } = placeMemory(ports)
  const vaultFile = (vault: string) => join(folder, `${vault}.json`)
  const of = async (vault: string | undefined) =>
    vault === undefined ? undefined : readJson<KnownVault>(fs, vaultFile(vault))
  const learn = async (file: string, update: VersionUpdate) => {
    const { vault } = update
    const before = await of(vault)
    const after = async () => withVersion(await of(vault), update)
    if (withVersion(before, update) !== before) await writeLocked(fs, vaultFile(vault), after)
    await add(file, vault)
  }
  // What cannot be remembered is as on a machine that is new each time.
  return { at, inClones, of, remember: (file, update) => learn(file, update).catch(() => {}) }
}

/** Ids that git gives a file of this content. */
export function gitObjectIds(bytes: Uint8Array): string[] {
  return ['sha1', 'sha256'].map((algorithm) =>
    createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
  )
}

/** Whether these very bytes were accepted before. */
export function wasSeen(bytes: Uint8Array, known: KnownVault | undefined): boolean {
  const sha256Id = gitObjectIds(bytes)[1] ?? ''
  return known?.seen.some(({ ids }) => ids.includes(sha256Id)) ?? false
}

/** The same object when there is nothing new. An older version, as of an older branch, leaves the signers as they are. */
function withVersion(before: KnownVault | undefined, update: VersionUpdate): KnownVault {
  const { vault, version } = update
  const seen = before?.seen ?? []
  if (before !== undefined && seen.some(({ ids }) => ids.some((id) => version.ids.includes(id)))) return before
  const isNewest = seen.every(({ generation }) => generation <= version.generation)
  const newestFirst = [...seen, version].sort((a, b) => b.generation - a.generation).slice(0, MAX_SEEN)
  const signers = isNewest ? update.signers : (before?.signers ?? update.signers)
  return { vault, signers, seen: newestFirst, departures: latestDepartures(before?.departures, update.departures) }
}
