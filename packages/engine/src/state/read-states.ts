import { MeshroomError } from '@meshroom/model'
import { type JournaledPlug, type Replay, replayJournal, settleWithFile } from '../journal/replay-journal.ts'
import type { PlugRef } from '../plan/plan.ts'
import { errorCode } from './disk.ts'
import { type ParsedState, parseState } from './parse-state.ts'
import { type PlugState, plugKey } from './plug-state.ts'
import { plugOfStateFile, stateFile } from './state-file.ts'
import { journalPath, type StatePlace, statePath } from './state-place.ts'
import type { StoredStates } from './state-store.ts'

/** Reads the states of every plug, each as its file and the journal of a run that was cut off say together. */
export async function readStates(place: StatePlace): Promise<StoredStates> {
  const { plugs: journaled, damaged } = await readReplay(place)
  const plugs = new Map((await listStatePlugs(place)).map((plug) => [plugKey(plug), plug]))
  for (const [key, { state }] of journaled) plugs.set(key, state.plug)
  const sorted = [...plugs].sort(([a], [b]) => (a < b ? -1 : 1))
  const read = await Promise.all(
    sorted.map(async ([key, plug]) => ({
      plug,
      parsed: await parseOne(place, { plug, journaled: journaled.get(key) }),
    })),
  )
  return {
    states: read.flatMap(({ parsed }) => (parsed !== undefined && 'state' in parsed ? [parsed.state] : [])),
    problems: read.flatMap(({ plug, parsed }) =>
      parsed !== undefined && 'problem' in parsed ? [{ plug, diagnostic: parsed.problem }] : [],
    ),
    damaged,
  }
}

/** {@link readStates} of one plug. @throws MeshroomError `STATE_UNREADABLE`, `STATE_TOO_NEW` */
export async function readState(place: StatePlace, plug: PlugRef): Promise<PlugState | undefined> {
  const { plugs } = await readReplay(place)
  const parsed = await parseOne(place, { plug, journaled: plugs.get(plugKey(plug)) })
  return parsed && believe(parsed)
}

/** The state that was read. @throws MeshroomError what stands in its way */
export function believe(parsed: ParsedState): PlugState {
  if ('state' in parsed) return parsed.state
  const { code, message, hint, file } = parsed.problem
  throw new MeshroomError(code, message, { file, ...(hint !== undefined && { hint }) })
}

/** What the journal of a run that was cut off says; nothing where there is none. */
export async function readReplay(place: StatePlace): Promise<Replay> {
  return replayJournal((await readText(place, journalPath(place))) ?? '')
}

/** Plugs that have a state file, whether or not it can be read. */
export async function listStatePlugs({ root, environment, disk }: StatePlace): Promise<readonly PlugRef[]> {
  const files = await disk.list(`${root}/state/${environment}`).catch((cause: unknown) => {
    throw new MeshroomError('STATE_UNREADABLE', `the folder of states cannot be read (${errorCode(cause)})`, { cause })
  })
  return files.flatMap((file) => plugOfStateFile(environment, `state/${environment}/${file}`) ?? [])
}

/** A file's text. @throws MeshroomError `STATE_UNREADABLE` */
export async function readText({ root, disk }: StatePlace, path: string): Promise<string | undefined> {
  try {
    return await disk.read(path)
  } catch (cause) {
    const file = path.slice(root.length + 1)
    throw new MeshroomError('STATE_UNREADABLE', `${file} cannot be read (${errorCode(cause)})`, { file, cause })
  }
}

async function parseOne(
  place: StatePlace,
  { plug, journaled }: { readonly plug: PlugRef; readonly journaled: JournaledPlug | undefined },
): Promise<ParsedState | undefined> {
  const text = await readText(place, statePath(place, plug))
  const newest = journaled && settleWithFile(journaled, text)
  if (newest !== undefined) return newest.steps.length === 0 && text === undefined ? undefined : { state: newest }
  return text === undefined ? undefined : parseState(text, { file: stateFile(place.environment, plug), expected: plug })
}
