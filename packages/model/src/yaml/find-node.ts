import type { Located } from './located.ts'

export interface FoundNode {
  readonly node: Located
  /** Where its key stands, when it is the value of one. */
  readonly keyOffset?: number
}

/** The node at a path of keys and indices, or undefined when there is none. */
export function findNode(root: Located, path: readonly (string | number)[]): FoundNode | undefined {
  let found: FoundNode = { node: root }
  for (const step of path) {
    const next = stepInto(found.node, step)
    if (next === undefined) return undefined
    found = next
  }
  return found
}

function stepInto(node: Located, step: string | number): FoundNode | undefined {
  if (node.kind === 'scalar') return undefined
  if (node.kind === 'map') {
    const entry = node.entries.get(String(step))
    return entry === undefined ? undefined : { node: entry.value, keyOffset: entry.keyOffset }
  }
  const item = node.items[Number(step)]
  return item === undefined ? undefined : { node: item }
}
