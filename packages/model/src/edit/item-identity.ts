import { isJsonObject, type JsonValue } from '../json-value.ts'
import type { EditPath } from './edit.ts'

const SECTIONS = new Set<string | number>(['consumes', 'produces', 'triggers', 'executes'])

/**
 * What tells the items of a list apart, so that lists are merged item by item wherever an item stands: the name of a setting,
 * what a capability is about, or a scalar itself.
 *
 * @returns undefined when the items of this list cannot be told apart; it is then one value
 */
export function identitiesOf(path: EditPath, list: readonly JsonValue[]): readonly string[] | undefined {
  const identities = list.map((item) => identityOf(path, item))
  const told = identities.filter((identity) => identity !== undefined)
  return told.length === list.length && new Set(told).size === list.length ? told : undefined
}

function identityOf(path: EditPath, item: JsonValue): string | undefined {
  if (path[0] !== undefined && SECTIONS.has(path[0])) return identityOfCapability(item)
  if (isJsonObject(item)) return typeof item.name === 'string' ? `name ${item.name}` : undefined
  return Array.isArray(item) ? undefined : `scalar ${JSON.stringify(item)}`
}

/** An empty item is a capability in push mode without a format. */
function identityOfCapability(item: JsonValue): string | undefined {
  const capability = item ?? {}
  if (!isJsonObject(capability)) return undefined
  const { topic = null, mode = null, format = null } = capability
  return `capability ${JSON.stringify([topic, mode ?? 'push', format])}`
}

/** `produces` or `produces.events`: only a frame, each capability in it stands for itself. */
export function isSectionOrTopic(path: EditPath): boolean {
  return path[0] !== undefined && SECTIONS.has(path[0]) && path.length <= 2
}
