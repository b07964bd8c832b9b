import { dirname, join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { errorCode } from './disk.ts'
import type { PlugState } from './plug-state.ts'
import { renderState } from './render-state.ts'
import { replaceFile } from './replace-file.ts'
import { stateFile } from './state-file.ts'
import { type StatePlace, statePath } from './state-place.ts'

/** Writes the state of a plug, whole or not at all. @throws MeshroomError `STATE_NOT_WRITTEN` */
export async function writeState(place: StatePlace, state: PlugState): Promise<void> {
  try {
    await replaceFile(place.disk, statePath(place, state.plug), renderState(state))
  } catch (cause) {
    throw notWritten(place, state.plug, cause)
  }
}

/** Writes the state of a plug, or forgets one of which nothing is left, where nothing would be believed of it then that is not so. */
export async function settleState(
  place: StatePlace,
  { state, keepDown }: { readonly state: PlugState; readonly keepDown: boolean },
): Promise<void> {
  if (state.status !== 'down' || keepDown) await writeState(place, state)
  else await removeState(place, state.plug)
}

/** Forgets a plug, and the folders that become empty. @throws MeshroomError `STATE_NOT_WRITTEN` */
export async function removeState(place: StatePlace, plug: PlugRef): Promise<void> {
  const path = statePath(place, plug)
  try {
    await place.disk.remove(path)
    await place.disk.syncFolder(dirname(path))
    await removeEmptyFolders(place, dirname(path))
  } catch (cause) {
    throw notWritten(place, plug, cause)
  }
}

/** Upwards until one is not empty; a folder that cannot go stays. */
async function removeEmptyFolders(place: StatePlace, folder: string): Promise<void> {
  const last = join(place.root, 'state')
  if (folder === last || !folder.startsWith(last)) return
  if (await place.disk.removeFolder(folder)) await removeEmptyFolders(place, dirname(folder))
}

function notWritten({ environment }: StatePlace, plug: PlugRef, cause: unknown): MeshroomError {
  const file = stateFile(environment, plug)
  const code = errorCode(cause)
  return new MeshroomError('STATE_NOT_WRITTEN', `${file} cannot be written${code ? ` (${code})` : ''}`, {
    file,
    cause,
    hint: 'make room or mend the permissions, then meshroom up: what was done is in the journal and not done twice',
  })
}
