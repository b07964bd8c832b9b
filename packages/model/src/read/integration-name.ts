import type { Mode, Role } from '../manifests/capability.ts'

/** What the name of an integration's file says. */
export interface IntegrationName {
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  /** Only in names of the earlier tool: `<topic>_<role>_<format>[_pull]`. */
  readonly format?: string
}

const NAME =
  /^(?:(?<topic>.+)_|_)?(?<role>consumer|producer|trigger|executor)(?:_(?!(?:pull|push)$)(?<format>.+?))?(?:_(?<mode>pull|push))?$/

/**
 * Reads `<topic>_<role>[_pull]`: the last word that is a role counts, so a topic may have underscores and even words
 * that are roles. Without a topic (`executor`) it serves any.
 *
 * @param stem the file's name without its ending
 * @returns undefined when no word of it is a role
 * @example
 * parseIntegrationName('search_threat_executor') // { topic: 'search_threat', role: 'executor', mode: 'push' }
 */
export function parseIntegrationName(stem: string): IntegrationName | undefined {
  const groups = NAME.exec(stem)?.groups
  if (groups === undefined) return undefined
  return {
    ...(groups.topic === undefined ? {} : { topic: groups.topic }),
    role: groups.role as Role,
    mode: groups.mode === 'pull' ? 'pull' : 'push',
    ...(groups.format === undefined ? {} : { format: groups.format }),
  }
}
