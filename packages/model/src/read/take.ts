import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from '../yaml/located.ts'

/** Reading typed values out of a manifest. What has the wrong type reads as absent: the schema has reported it. */

export function entriesOf(node: Located | undefined): readonly LocatedEntry[] {
  return node?.kind === 'map' ? [...node.entries.values()] : []
}

export function takeNode(node: Located | undefined, key: string): Located | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined
}

export function takeMap(node: Located | undefined, key: string): LocatedMap | undefined {
  const value = takeNode(node, key)
  return value?.kind === 'map' ? value : undefined
}

export function takeScalar(node: Located | undefined, key: string): LocatedScalar | undefined {
  const value = takeNode(node, key)
  return value?.kind === 'scalar' && value.value !== null ? value : undefined
}

export function takeString(node: Located | undefined, key: string): string | undefined {
  const value = takeScalar(node, key)?.value
  return typeof value === 'string' ? value : undefined
}

export function takeNumber(node: Located | undefined, key: string): number | undefined {
  const value = takeScalar(node, key)?.value
  return typeof value === 'number' ? value : undefined
}

export function takeBoolean(node: Located | undefined, key: string): boolean | undefined {
  const value = takeScalar(node, key)?.value
  return typeof value === 'boolean' ? value : undefined
}

/** A list of texts; a single text is read as a list of one. */
export function takeStrings(node: Located | undefined, key: string): readonly string[] {
  const value = takeNode(node, key)
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value]
  return items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []))
}
