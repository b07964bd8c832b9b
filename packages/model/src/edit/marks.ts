import { isCollection, isMap, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'

/** Where the entries of a document stand in its text. */

export interface Mark {
  /** Offset of the key or the dash. */
  readonly start: number
  /** Offset just after the colon or the dash. */
  readonly end: number
}

export function markOf(parent: YAMLMap | YAMLSeq, index: number): Mark | undefined {
  if (parent.flow) {
    const start = startOf(parent, index)
    return start === undefined ? undefined : { start, end: start }
  }
  return isMap(parent) ? markOfPair(parent.items[index]) : findItem(parent, index)
}

export function findPair(parent: YAMLMap, key: string | number): Mark | undefined {
  return markOfPair(parent.items.find((pair) => keyText(pair) === String(key)))
}

function markOfPair(pair: Pair | undefined): Mark | undefined {
  if (pair === undefined || !isRanged(pair.key)) return undefined
  const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind')
  const isExplicit = pair.srcToken?.start.some((token) => token.type === 'explicit-key-ind') === true
  return colon === undefined || isExplicit ? undefined : { start: pair.key.range[0], end: colon.offset + 1 }
}

export function findItem(parent: YAMLSeq, index: number): Mark | undefined {
  const token = parent.srcToken
  if (token?.type !== 'block-seq') return undefined
  const dash = token.items[index]?.start.find((one) => one.type === 'seq-item-ind')
  return dash === undefined ? undefined : { start: dash.offset, end: dash.offset + 1 }
}

export function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : ''
}

export function childAt(parent: YAMLMap | YAMLSeq, index: number): unknown {
  const item = parent.items[index]
  return isMap(parent) ? (item as Pair | undefined)?.value : item
}

export function startOf(parent: YAMLMap | YAMLSeq, index: number): number | undefined {
  const node = isMap(parent) ? parent.items[index]?.key : parent.items[index]
  return isRanged(node) ? node.range[0] : undefined
}

/** Where the last character of a node's content ends: before its comment, and before whatever follows. */
export function contentEnd(node: unknown): number | undefined {
  if (isCollection(node) && !node.flow) return contentEndOfLast(node as YAMLMap | YAMLSeq)
  return isRanged(node) && node.range[0] !== node.range[1] ? node.range[1] : undefined
}

export function contentEndOfLast(parent: YAMLMap | YAMLSeq): number | undefined {
  const last = parent.items.length - 1
  const end = contentEnd(childAt(parent, last))
  if (end !== undefined) return end
  return parent.flow ? endOfKey(parent, last) : markOf(parent, last)?.end
}

function endOfKey(parent: YAMLMap | YAMLSeq, index: number): number | undefined {
  const key = isMap(parent) ? parent.items[index]?.key : undefined
  return isRanged(key) ? key.range[1] : undefined
}

export function isRanged(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}

export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === ''
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** After the line feed of the line that ends the content; the offset itself when the content has ended with one. */
export function lineEndAfter(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset
  const at = text.indexOf('\n', offset)
  return at === -1 ? text.length : at + 1
}
