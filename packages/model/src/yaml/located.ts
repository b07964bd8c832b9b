/**
 * The content of a manifest with the place of everything in it. An alias is resolved to the node it names, so the tree
 * may share nodes; `size` counts them as if it did not, and is bounded.
 */
export type Located = LocatedScalar | LocatedList | LocatedMap

export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  readonly offset: number
  readonly size: 1
}

export interface LocatedList {
  readonly kind: 'list'
  readonly items: readonly Located[]
  readonly offset: number
  readonly size: number
}

export interface LocatedMap {
  readonly kind: 'map'
  /** In the order of the file; the first of equal keys. */
  readonly entries: ReadonlyMap<string, LocatedEntry>
  readonly offset: number
  readonly size: number
}

export interface LocatedEntry {
  readonly key: string
  readonly keyOffset: number
  readonly value: Located
}

/** The plain data of a node. Keys such as `__proto__` are data, as any other. */
export function toPlain(node: Located): PlainValue {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toPlain)
  return toPlainMap(node)
}

export type PlainValue = string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue }

export function toPlainMap(
  node: LocatedMap,
  isLeftOut: (key: string) => boolean = () => false,
): Record<string, PlainValue> {
  const plain: Record<string, PlainValue> = {}
  for (const { key, value } of node.entries.values()) {
    if (isLeftOut(key)) continue
    Object.defineProperty(plain, key, { value: toPlain(value), enumerable: true, configurable: true, writable: true })
  }
  return plain
}
