import type { PlugRef } from '../plan/plan.ts'

/** Where the state of a plug lies, relative to the project: `state/<environment>/<source>/<destination>/<topic>[_pull].json`. */
export function stateFile(environment: string, { source, destination, topic, mode }: PlugRef): string {
  return `state/${environment}/${source}/${destination}/${topic}${mode === 'pull' ? '_pull' : ''}.json`
}

/** Reads a plug's name back from the path of its state; undefined for a file that is none. */
export function plugOfStateFile(environment: string, file: string): PlugRef | undefined {
  const [state, folder, source, destination, name, ...rest] = file.split('/')
  if (state !== 'state' || folder !== environment || rest.length > 0) return undefined
  if (!source || !destination || !name?.endsWith('.json')) return undefined
  const stem = name.slice(0, -'.json'.length)
  const mode = stem.endsWith('_pull') ? 'pull' : 'push'
  const topic = mode === 'pull' ? stem.slice(0, -'_pull'.length) : stem
  return topic === '' ? undefined : { source, destination, topic, mode }
}
