import { digestText } from '../state/digest-text.ts'
import { parseState } from '../state/parse-state.ts'
import { plugKey } from '../state/plug-state.ts'
import { believe, readText } from '../state/read-states.ts'
import { stateFile } from '../state/state-file.ts'
import { journalPath, type StatePlace, statePath } from '../state/state-place.ts'
import type { RunRecord } from '../state/state-store.ts'
import { settleState } from '../state/write-state.ts'
import { forgetJournal } from './forget-journal.ts'
import { openJournal } from './open-journal.ts'

/**
 * Records a run: each step in the journal, and the state of a plug in its file once its steps are over. The journal goes when all of them
 * are written, so that at any moment the two say together what is true.
 */
export function recordRun(place: StatePlace, { run, now }: { readonly run: string; now(): string }): RunRecord {
  const path = journalPath(place)
  const journal = openJournal(place.disk, path)
  const bases = new Map<string, string>()
  const open = new Set<string>()
  return {
    async enter(plug) {
      const text = await readText(place, statePath(place, plug))
      bases.set(plugKey(plug), text === undefined ? '' : digestText(text))
      return text === undefined
        ? undefined
        : believe(parseState(text, { file: stateFile(place.environment, plug), expected: plug }))
    },
    async add({ kind, step, plug, state }) {
      const key = plugKey(plug)
      open.add(key)
      await journal.add({ kind, run, step, plug, at: now(), base: bases.get(key) ?? '', state })
    },
    async leave(state, { keepDown }) {
      await settleState(place, { state, keepDown })
      open.delete(plugKey(state.plug))
    },
    async close() {
      await journal.close()
      // One that stays says nothing that the state files do not.
      if (open.size === 0 && bases.size > 0) await forgetJournal(place).catch(() => undefined)
    },
  }
}
