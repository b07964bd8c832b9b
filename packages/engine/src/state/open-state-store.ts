import { readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MeshroomError, writeFileAtomic } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { type ParsedState, parseState } from './parse-state.ts'
import { type PlugState, plugKey } from './plug-state.ts'
import { plugOfStateFile, stateFile } from './state-file.ts'
import type { StateStore, StoredStates } from './state-store.ts'

interface Place {
  readonly root: string
  readonly environment: string
}

/**
 * Opens the states of an environment below `state/<environment>/`: one small JSON file per plug, written atomically, meant to be
 * committed. Opening reads nothing.
 */
export function openStateStore(place: Place): StateStore {
  return {
    readAll: () => readAll(place),
    read: (plug) => readOne(place, plug),
    write: (state) => writeOne(place, state),
    remove: (plug) => removeOne(place, plug),
  }
}

async function readAll(place: Place): Promise<StoredStates> {
  const plugs = await listPlugs(place)
  const read = await Promise.all(plugs.map(async (plug) => ({ plug, parsed: await parseOne(place, plug) })))
  return {
    states: read.flatMap(({ parsed }) => (parsed !== undefined && 'state' in parsed ? [parsed.state] : [])),
    problems: read.flatMap(({ plug, parsed }) =>
      parsed !== undefined && 'problem' in parsed ? [{ plug, diagnostic: parsed.problem }] : [],
    ),
  }
}

async function listPlugs({ root, environment }: Place): Promise<PlugRef[]> {
  const folder = join(root, 'state', environment)
  const entries = await readdir(folder, { recursive: true }).catch(nothingThere)
  return entries
    .flatMap((entry) => plugOfStateFile(environment, `state/${environment}/${entry.replaceAll('\\', '/')}`) ?? [])
    .sort((a, b) => (plugKey(a) < plugKey(b) ? -1 : 1))
}

async function readOne(place: Place, plug: PlugRef): Promise<PlugState | undefined> {
  const parsed = await parseOne(place, plug)
  if (parsed === undefined) return undefined
  if ('state' in parsed) return parsed.state
  const { code, message, hint, file } = parsed.problem
  throw new MeshroomError(code, message, { file, ...(hint !== undefined && { hint }) })
}

async function parseOne({ root, environment }: Place, plug: PlugRef): Promise<ParsedState | undefined> {
  const file = stateFile(environment, plug)
  const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new MeshroomError('STATE_UNREADABLE', `${file} cannot be read (${error.code})`, { file, cause: error })
  })
  return text === undefined ? undefined : parseState(text, { file, expected: plug })
}

async function writeOne({ root, environment }: Place, state: PlugState): Promise<void> {
  const file = stateFile(environment, state.plug)
  try {
    await writeFileAtomic(join(root, file), `${JSON.stringify(state, null, 2)}\n`)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new MeshroomError('STATE_NOT_WRITTEN', `${file} cannot be written${code}`, {
      file,
      cause,
      hint: 'make room or mend the permissions, then meshroom up: setup is safe to repeat',
    })
  }
}

async function removeOne({ root, environment }: Place, plug: PlugRef): Promise<void> {
  const path = join(root, stateFile(environment, plug))
  await rm(path, { force: true })
  await removeEmptyFolders(dirname(path), join(root, 'state'))
}

/** Upwards until one is not empty; a folder that cannot go stays. */
async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  if (folder === last || !folder.startsWith(last)) return
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  )
  if (removed) await removeEmptyFolders(dirname(folder), last)
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw new MeshroomError('STATE_UNREADABLE', `the folder of states cannot be read (${error.code})`, { cause: error })
}
