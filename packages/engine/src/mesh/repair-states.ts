import type { PlugRef } from '../plan/plan.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { parseState } from '../state/parse-state.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'
import { readReplay } from '../state/read-states.ts'
import { stateFile } from '../state/state-file.ts'
import { keepAside } from './keep-aside.ts'
import type { Mesh } from './mesh.ts'
import { readCommitted } from './read-committed.ts'

/** What became of one state that could not be read. */
export interface RepairedState {
  readonly plug: PlugRef
  /** Relative to the project. */
  readonly file: string
  /** Why it could not be read. */
  readonly problem: string
  /**
   * `restored`: from the journal of a run that was cut off, or as git has it; `up` makes sure of it. `adopted`: its manifest says that it is up, and
   * counts. `forgotten`: nothing is recorded of the plug now; `up` sets it up again, which is safe to repeat.
   */
  readonly outcome: 'restored' | 'adopted' | 'forgotten'
  /** Where it was restored from, for people: `commit 1a2b3c4`. */
  readonly from?: string
  /** Where the damaged file lies now, relative to the project. */
  readonly keptAt: string
}

/**
 * Mends states that cannot be read: what the journal of a run that was cut off says, or the last one that was committed and can be read, takes their
 * place, or else the plug is forgotten, as setup is safe to repeat. The damaged files are kept below `.meshroom/repair/`. States of a newer Meshroom are no damage and are left alone.
 *
 * @throws MeshroomError `RUN_LOCKED`, `STATE_NOT_WRITTEN`
 */
export function repairStates(
  mesh: Mesh,
  { lockTimeoutMs: timeoutMs = 0 }: { readonly lockTimeoutMs?: number } = {},
): Promise<readonly RepairedState[]> {
  const repair = async () => {
    const { problems } = await mesh.states.readAll()
    const repaired: RepairedState[] = []
    for (const { plug, diagnostic } of problems.filter((each) => each.diagnostic.code !== 'STATE_TOO_NEW'))
      repaired.push(await repairOne(mesh, plug, diagnostic.message))
    return repaired
  }
  return mesh.lock.hold('state repair', repair, { timeoutMs })
}

async function repairOne(mesh: Mesh, plug: PlugRef, problem: string): Promise<RepairedState> {
  const file = stateFile(mesh.environment, plug)
  const found = (await lastJournaled(mesh, plug)) ?? (await lastCommitted(mesh, { file, plug }))
  const keptAt = await keepAside(mesh.root, file)
  const repaired = { plug, file, problem, keptAt }
  if (found !== undefined) {
    await mesh.states.write(doubted(found))
    return { ...repaired, outcome: 'restored', from: found.from }
  }
  await mesh.states.remove(plug)
  return { ...repaired, outcome: mesh.plugOf(plug)?.status === 'up' ? 'adopted' : 'forgotten' }
}

interface FoundState {
  readonly state: PlugState
  readonly from: string
}

/** A run that was cut off has written down what it did last. */
async function lastJournaled({ root, environment }: Mesh, plug: PlugRef): Promise<FoundState | undefined> {
  const { plugs } = await readReplay({ root, environment, disk: nodeDisk })
  const journaled = plugs.get(plugKey(plug))
  return journaled && { state: journaled.state, from: 'the journal of a run that was cut off' }
}

async function lastCommitted(
  { root }: Mesh,
  { file, plug }: { readonly file: string; readonly plug: PlugRef },
): Promise<FoundState | undefined> {
  for await (const { text, commit } of readCommitted(root, file)) {
    const parsed = parseState(text, { file, expected: plug })
    if ('state' in parsed) return { state: parsed.state, from: `commit ${commit}` }
  }
  return undefined
}

/** What was found may be older than what was done: nothing of it counts as up until `up` has asked, or done it again. */
function doubted({ state, from }: FoundState): PlugState {
  const detail = `restored from ${from}, to be made sure of`
  return {
    ...state,
    status: 'partial',
    steps: state.steps.map((step) => ({ ...step, outcome: 'interrupted', detail })),
  }
}
