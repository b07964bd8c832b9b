import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type FileSystem, orMissing } from '../storage/file-system.ts'
import type { FileHistory } from './git-history.ts'
import { readJson, writeLocked } from './memory-files.ts'

/** Where a memory is kept, and what tells it which places are clones of one repository. */
export interface MemoryPorts {
  readonly fs: FileSystem
  readonly folder: string
  readonly history: Pick<FileHistory, 'origins'>
}

/** Which vaults were accepted where. */
export interface PlaceMemory {
  /** Ids of the vaults that were accepted at this path: one, unless it was made anew. */
  at(file: string): Promise<readonly string[]>
  /** Ids of the vaults that were accepted in any clone of what this path is in. Asks git, and keeps the answer. */
  inClones(file: string): Promise<readonly string[]>
  /** Accepts a vault at this path. */
  add(file: string, vault: string): Promise<void>
}

/** A memory in files: one for each path and one for each repository, which say the ids of vaults. */
export function placeMemory({ fs, folder, history }: MemoryPorts): PlaceMemory {
  const fileOf = (kind: string, name: string) => join(folder, `${kind}-${sha256(name).slice(0, 32)}.json`)
  const placeFile = async (file: string) => fileOf('at', await realPath(fs, file))
  const placeOf = async (file: string) => readJson<KnownPlace>(fs, await placeFile(file))
  const originsOf = async (file: string) => (await history.origins?.(await realPath(fs, file))) ?? []
  const accept = (path: string, vaults: readonly string[], about: object) =>
    writeLocked(fs, path, async () => {
      const before = (await readJson<KnownOrigin>(fs, path))?.vaults ?? []
      return { ...about, vaults: [...new Set([...before, ...vaults])] }
    })
  /** A place may come under git after its vault was made, so it is asked until it knows. */
  const bind = async (file: string) => {
    const { vaults = [], origins: known = [] } = (await placeOf(file)) ?? {}
    const origins = vaults.length === 0 || known.length > 0 ? [] : await originsOf(file)
    for (const origin of origins) await accept(fileOf('of', origin), vaults, { origin })
    if (origins.length > 0) await accept(await placeFile(file), vaults, { file, origins })
  }
  const at = async (file: string) => (await placeOf(file))?.vaults ?? []
  return {
    at,
    inClones: async (file) => {
      await bind(file).catch(() => {})
      const known = (await originsOf(file)).map((origin) => readJson<KnownOrigin>(fs, fileOf('of', origin)))
      return (await Promise.all(known)).flatMap((each) => each?.vaults ?? [])
    },
    add: async (file, vault) => {
      if (!(await at(file)).includes(vault)) await accept(await placeFile(file), [vault], { file })
      await bind(file)
    },
  }
}

/** What is remembered of a repository: all of its clones are one place. */
interface KnownOrigin {
  readonly vaults: readonly string[]
}

/** What is remembered of a path. */
interface KnownPlace {
  readonly file: string
  readonly vaults: readonly string[]
  /** Of what git says that it is a clone; absent until git knows. */
  readonly origins?: readonly string[]
}

async function realPath(fs: FileSystem, file: string): Promise<string> {
  return (await orMissing(fs.realPath(file))) ?? file
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
