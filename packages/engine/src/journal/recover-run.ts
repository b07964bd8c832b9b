import { join } from 'node:path'
import { readReplay, readText } from '../state/read-states.ts'
import { isDraft } from '../state/replace-file.ts'
import { journalPath, type StatePlace, statePath } from '../state/state-place.ts'
import type { KeepDown, RecoveredPlug, Recovery } from '../state/state-store.ts'
import { settleState } from '../state/write-state.ts'
import { forgetJournal, keepJournal } from './forget-journal.ts'
import { type JournaledPlug, settleWithFile } from './replay-journal.ts'

/**
 * Brings the state files up to the journal that a run left when it was cut off, then forgets the journal; one that cannot be read as a whole
 * is kept beside. Safe to cut off itself: the journal goes last, and doing it again changes nothing.
 *
 * @throws MeshroomError `STATE_NOT_WRITTEN`
 */
export async function recoverRun(place: StatePlace, keepDown: KeepDown): Promise<Recovery> {
  await sweepDrafts(place)
  const path = journalPath(place)
  if ((await readText(place, path)) === undefined) return { plugs: [], overruled: [], damaged: 0 }
  const { plugs, damaged } = await readReplay(place)
  const recovery = { plugs: [] as RecoveredPlug[], overruled: [] as JournaledPlug['state']['plug'][], damaged }
  for (const journaled of plugs.values()) {
    const recovered = await recoverPlug(place, { journaled, keepDown })
    if (recovered === undefined) recovery.overruled.push(journaled.state.plug)
    else recovery.plugs.push(recovered)
  }
  await (damaged > 0 ? keepJournal(place) : forgetJournal(place))
  return recovery
}

async function recoverPlug(
  place: StatePlace,
  { journaled, keepDown }: { readonly journaled: JournaledPlug; readonly keepDown: KeepDown },
): Promise<RecoveredPlug | undefined> {
  const { plug } = journaled.state
  const text = await readText(place, statePath(place, plug))
  const state = settleWithFile(journaled, text)
  if (state === undefined) return undefined
  await settleState(place, { state, keepDown: keepDown(plug) })
  return {
    before: journaled.first,
    after: state,
    ...(journaled.unsettled !== undefined && { unsettled: journaled.unsettled }),
  }
}

async function sweepDrafts({ root, environment, disk }: StatePlace): Promise<void> {
  const folder = join(root, 'state', environment)
  for (const file of (await disk.list(folder)).filter(isDraft)) await disk.remove(join(folder, file))
}
