import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from './located.ts'
import type { YamlProblem } from './yaml-problem.ts'

/** Most nodes that aliases may stand for in one file; far more than any manifest needs, far fewer than a bomb makes. */
const MOST_ALIASED_NODES = 20_000

interface Locating {
  readonly text: string
  readonly problems: YamlProblem[]
  readonly anchors: Map<string, Located | 'open'>
  aliasedNodes: number
}

/** Turns a parsed document into data with places; reports equal keys and aliases that cannot be followed. */
export function locate(
  document: Document.Parsed,
  text: string,
): {
  readonly root: Located
  readonly problems: readonly YamlProblem[]
} {
  const locating: Locating = { text, problems: [], anchors: new Map(), aliasedNodes: 0 }
  return { root: locateNode(document.contents, 0, locating), problems: locating.problems }
}

function locateNode(node: unknown, fallback: number, locating: Locating): Located {
  if (isAlias(node)) return followAlias(node, locating)
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return emptyAt(fallback)
  const anchor = node.anchor
  if (anchor !== undefined) locating.anchors.set(anchor, 'open')
  const located = locateContent(node, startOf(node, fallback), locating)
  if (anchor !== undefined) locating.anchors.set(anchor, located)
  return located
}

function locateContent(node: Node, offset: number, locating: Locating): Located {
  if (isMap(node)) return locateMap(node.items, offset, locating)
  if (isSeq(node)) {
    const items = node.items.map((item) => startAtDash(locateNode(item, offset, locating), node, locating.text))
    return { kind: 'list', items, offset, size: sumSizes(items) }
  }
  return { kind: 'scalar', value: scalarValue(node as Scalar), offset, size: 1 }
}

const DASH_ALONE = /-[ \t]*(?:#[^\n]*)?\r?\n\s*$/

/** An item whose dash has a line of its own starts there, though its first key is on the next. */
function startAtDash(item: Located, list: { readonly flow?: boolean }, text: string): Located {
  if (list.flow || item.kind !== 'map') return item
  const lineStart = text.lastIndexOf('\n', item.offset - 1) + 1
  if (lineStart === 0 || text.slice(lineStart, item.offset).trim() !== '') return item
  const before = DASH_ALONE.exec(text.slice(Math.max(0, lineStart - 200), item.offset))
  return before === null ? item : { ...item, offset: item.offset - before[0].length }
}

function locateMap(pairs: readonly Pair[], offset: number, locating: Locating): LocatedMap {
  const entries = new Map<string, LocatedEntry>()
  const merged: LocatedMap[] = []
  for (const pair of pairs) {
    const entry = locateEntry(pair, offset, locating)
    if (isMergeKey(pair)) merged.push(...mergeSources(entry, locating))
    else keepFirst(entries, entry, locating)
  }
  for (const source of merged) addMissing(entries, source)
  return { kind: 'map', entries, offset, size: sumSizes([...entries.values()].map((entry) => entry.value)) }
}

function locateEntry(pair: Pair, offset: number, locating: Locating): LocatedEntry {
  const keyOffset = startOf(pair.key, offset)
  const key = isScalar(pair.key) ? String(scalarValue(pair.key) ?? '') : ''
  if (isScalar(pair.key) && pair.key.source === '' && pair.key.type === 'PLAIN')
    reportEmptyKey(findColon(locating.text, keyOffset), locating)
  return { key, keyOffset, value: locateNode(pair.value, keyOffset, locating) }
}

const UP_TO_COLON = /(?:\s|#[^\n]*(?:\n|$))*/y

/** An empty key is placed where the one before ends; what a person sees is the colon. */
function findColon(text: string, offset: number): number {
  UP_TO_COLON.lastIndex = offset
  UP_TO_COLON.test(text)
  return text[UP_TO_COLON.lastIndex] === ':' ? UP_TO_COLON.lastIndex : offset
}

function reportEmptyKey(offset: number, locating: Locating): void {
  locating.problems.push({
    severity: 'error',
    code: 'YAML_EMPTY_KEY',
    message: 'there is no key before this colon',
    hint: 'write the key, or "" for one that is meant to be empty',
    offset,
  })
}

function keepFirst(entries: Map<string, LocatedEntry>, entry: LocatedEntry, locating: Locating): void {
  const first = entries.get(entry.key)
  if (first === undefined) {
    entries.set(entry.key, entry)
    return
  }
  locating.problems.push({
    severity: 'error',
    code: 'YAML_DUPLICATE_KEY',
    message: `the key "${entry.key}" is already there, so one of the two would be lost`,
    hint: `put what belongs to "${entry.key}" below one of them and remove the other`,
    offset: entry.keyOffset,
    related: [{ message: `the first "${entry.key}"`, offset: first.keyOffset }],
  })
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN'
}

function mergeSources(entry: LocatedEntry, locating: Locating): LocatedMap[] {
  const sources = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  if (sources.every((source) => source.kind === 'map')) return sources.filter((source) => source.kind === 'map')
  locating.problems.push({
    severity: 'error',
    code: 'YAML_BAD_MERGE',
    message: 'the merge key "<<" takes an alias of a mapping, or a list of such',
    hint: 'write the keys themselves instead of "<<"',
    offset: entry.keyOffset,
  })
  return []
}

function addMissing(entries: Map<string, LocatedEntry>, source: LocatedMap): void {
  for (const entry of source.entries.values()) if (!entries.has(entry.key)) entries.set(entry.key, entry)
}

function followAlias(alias: Alias, locating: Locating): Located {
  const offset = startOf(alias, 0)
  const target = locating.anchors.get(alias.source)
  if (target === undefined)
    return refuseAlias('YAML_UNKNOWN_ALIAS', `no anchor "&${alias.source}" comes before this alias`, {
      offset,
      locating,
    })
  if (target === 'open')
    return refuseAlias('YAML_RECURSIVE_ALIAS', `the alias "*${alias.source}" stands inside what it names`, {
      offset,
      locating,
    })
  locating.aliasedNodes += target.size
  if (locating.aliasedNodes > MOST_ALIASED_NODES)
    return refuseAlias('YAML_ALIAS_BOMB', `aliases up to here stand for more than ${MOST_ALIASED_NODES} values`, {
      offset,
      locating,
    })
  return target
}

function refuseAlias(code: string, message: string, at: { offset: number; locating: Locating }): LocatedScalar {
  at.locating.problems.push({
    severity: 'error',
    code,
    message,
    hint: 'write the value itself instead of the alias',
    offset: at.offset,
  })
  return emptyAt(at.offset)
}

function emptyAt(offset: number): LocatedScalar {
  return { kind: 'scalar', value: null, offset, size: 1 }
}

/** Values that YAML 1.1 tags make (dates, binaries) are read as the text that stands there. */
function scalarValue(scalar: Scalar): LocatedScalar['value'] {
  const { value } = scalar
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return scalar.source ?? String(value)
}

function sumSizes(nodes: readonly Located[]): number {
  return nodes.reduce((sum, node) => sum + node.size, 1)
}

function startOf(node: unknown, fallback: number): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? fallback) : fallback
}
