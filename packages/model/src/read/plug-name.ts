import type { Mode } from '../manifests/capability.ts'

const NAME = /^(?<topic>.+?)(?:_(?<mode>pull|push))?$/

/**
 * Reads `<topic>[_pull]`, the name of a plug's file without its ending.
 *
 * @example
 * parsePlugName('events_pull') // { topic: 'events', mode: 'pull' }
 */
export function parsePlugName(stem: string): { readonly topic: string; readonly mode: Mode } {
  const groups = NAME.exec(stem)?.groups
  return { topic: groups?.topic ?? stem, mode: groups?.mode === 'pull' ? 'pull' : 'push' }
}
