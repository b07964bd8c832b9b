import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openStateStore } from './open-state-store.ts'
import type { PlugState } from './plug-state.ts'

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

/** What is set up anywhere: an instance or plug that is up in one environment is not forgotten from another. */
export async function readEveryEnvironment(
  root: string,
): Promise<readonly { readonly environment: string; readonly state: PlugState }[]> {
  const environments = await listEnvironments(root)
  const read = await Promise.all(
    environments.map(async (environment) => {
      const { states } = await openStateStore({ root, environment }).readAll()
      return states.map((state) => ({ environment, state }))
    }),
  )
  return read.flat()
}
