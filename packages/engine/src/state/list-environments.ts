import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Diagnostic, MeshroomError } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { openStateStore } from './open-state-store.ts'
import { type PlugState, sayPlug } from './plug-state.ts'

/** Below `state/`, but not an environment: what `pull` remembers. */
const notEnvironments = new Set(['pull'])

/** The environments that something is recorded for, sorted. */
export async function listEnvironments(root: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, 'state'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !notEnvironments.has(entry.name) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

/** What is recorded in every environment. */
export interface EveryEnvironment {
  readonly recorded: readonly { readonly environment: string; readonly state: PlugState }[]
  /** States that cannot be read: whether these plugs are up is not known. */
  readonly unreadable: readonly UnreadableState[]
}

export interface UnreadableState {
  readonly environment: string
  readonly plug: PlugRef
  readonly diagnostic: Diagnostic
}

/** What is set up anywhere: an instance or plug that is up in one environment is not forgotten from another. */
export async function readEveryEnvironment(root: string): Promise<EveryEnvironment> {
  const environments = await listEnvironments(root)
  const read = await Promise.all(
    environments.map(async (environment) => {
      const { states, problems } = await openStateStore({ root, environment }).readAll()
      return {
        recorded: states.map((state) => ({ environment, state })),
        unreadable: problems.map((problem) => ({ environment, ...problem })),
      }
    }),
  )
  return {
    recorded: read.flatMap(({ recorded }) => recorded),
    unreadable: read.flatMap(({ unreadable }) => unreadable),
  }
}

/**
 * Refuses what would forget a plug of which nobody knows whether it is up.
 *
 * @throws MeshroomError `STATE_UNREADABLE` or `STATE_TOO_NEW` with the first file, and all of them in `data.files`
 */
export function refuseUnreadable(unreadable: readonly UnreadableState[], { force }: { readonly force?: string } = {}) {
  const [first] = unreadable
  if (first === undefined) return
  const { environment, plug, diagnostic } = first
  const { code, message, file } = diagnostic
  const repair =
    environment === 'default' ? 'meshroom state repair' : `meshroom state repair --environment ${environment}`
  const way = code === 'STATE_TOO_NEW' ? (diagnostic.hint ?? 'use the Meshroom that wrote it') : repair
  throw new MeshroomError(code, `nobody knows whether ${sayPlug(plug)} is up: ${file}: ${message}`, {
    hint: force === undefined ? `${way}; then do this again` : `${way}; then do this again, or ${force}`,
    file,
    data: { files: unreadable.map((each) => each.diagnostic.file) },
  })
}
