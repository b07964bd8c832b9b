import { type Document, isMap, isScalar, isSeq, Scalar, stringify, type YAMLMap, type YAMLSeq } from 'yaml'
import type { JsonValue } from '../json-value.ts'
import type { EditPath } from './edit.ts'
import {
  childAt,
  contentEnd,
  contentEndOfLast,
  findItem,
  findPair,
  isFirstOnLine,
  isRanged,
  keyText,
  lineEndAfter,
  lineStart,
  type Mark,
  markOf,
  startOf,
} from './marks.ts'
import type { Splice } from './plan-splices.ts'
import { columnOf, detectStyle, renderBlock, renderFlow, type Style } from './style.ts'

interface Splicing {
  readonly text: string
  readonly document: Document.Parsed
  readonly style: Style
}

/**
 * Does one splice on a text, touching only the entry it names.
 *
 * @returns undefined where the text is written in a way that this does not know (explicit keys, lists of lists on one line)
 */
export function spliceText(text: string, document: Document.Parsed, splice: Splice): string | undefined {
  const splicing = { text, document, style: detectStyle(document, text) }
  if (splice.do === 'replace') return replaceEntry(splicing, splice.path, splice.value)
  if (splice.do === 'insert') return insertKey(splicing, nodeAt(document, splice.parent), splice)
  if (splice.do === 'append') return appendItem(splicing, nodeAt(document, splice.list), splice.value)
  return removeEntry(splicing, splice.path)
}

function nodeAt(document: Document.Parsed, path: EditPath): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true)
}

// Replacing

function replaceEntry(splicing: Splicing, path: EditPath, value: JsonValue): string | undefined {
  if (path.length === 0) return replaceRoot(splicing, value)
  const parent = nodeAt(splicing.document, path.slice(0, -1))
  if (!isMap(parent) && !isSeq(parent)) return undefined
  const old = nodeAt(splicing.document, path)
  const inPlace = replaceScalar(splicing, old, value)
  if (inPlace !== undefined) return inPlace
  if (parent.flow) return isRanged(old) ? put(splicing, old.range[0], old.range[1], renderFlow(value)) : undefined
  return isMap(parent)
    ? replaceAfter(splicing, findPair(parent, path.at(-1)!), {
        rendered: renderPair('k', value, splicing.style),
        value: old,
      })
    : replaceAfter(splicing, findItem(parent, Number(path.at(-1))), {
        rendered: renderItem(value, splicing.style),
        value: old,
      })
}

/** An empty document, or one that holds no mapping. */
function replaceRoot({ text, document, style }: Splicing, value: JsonValue): string | undefined {
  const { contents } = document
  if (contents !== null && !(isScalar(contents) && contents.source === '')) return undefined
  const before = text === '' || text.endsWith('\n') ? text : text + style.lineEnd
  return before + withLineEnds(renderBlock(value, style), style)
}

/** A scalar for a scalar keeps its place and its quotes. */
function replaceScalar(splicing: Splicing, old: unknown, value: JsonValue): string | undefined {
  if (!isScalar(old) || !isRanged(old) || old.range[0] === old.range[1] || typeof value === 'object') return undefined
  if (old.type === 'BLOCK_FOLDED' || old.type === 'BLOCK_LITERAL') return undefined
  const scalar = new Scalar(value)
  if (typeof value === 'string' && typeof old.value === 'string' && old.type !== undefined) scalar.type = old.type
  const rendered = stringify(scalar, { lineWidth: 0, compat: 'yaml-1.1' }).trimEnd()
  return rendered.includes('\n') ? undefined : put(splicing, old.range[0], old.range[1], rendered)
}

function replaceAfter(
  splicing: Splicing,
  mark: Mark | undefined,
  { rendered, value }: { rendered: string; value: unknown },
): string | undefined {
  if (mark === undefined) return undefined
  const tail = indentLines(rendered, columnOf(splicing.text, mark.start)).trimEnd()
  return put(splicing, mark.end, contentEnd(value) ?? mark.end, withLineEnds(tail, splicing.style))
}

// Adding

function insertKey(
  splicing: Splicing,
  parent: unknown,
  { key, value }: { key: string; value: JsonValue },
): string | undefined {
  if (!isMap(parent) || parent.items.length === 0) return undefined
  if (parent.flow) return addToFlow(splicing, parent, renderFlow({ [key]: value }).replace(/^\{\s*|\s*\}$/g, ''))
  const first = parent.items[0]!.key
  if (!isRanged(first)) return undefined
  return addLines(splicing, parent, {
    rendered: renderBlock({ [key]: value }, splicing.style),
    column: columnOf(splicing.text, first.range[0]),
  })
}

function appendItem(splicing: Splicing, list: unknown, value: JsonValue): string | undefined {
  if (!isSeq(list) || list.items.length === 0) return undefined
  if (list.flow) return addToFlow(splicing, list, renderFlow(value))
  const first = findItem(list, 0)
  if (first === undefined) return undefined
  return addLines(splicing, list, {
    rendered: renderBlock([value], splicing.style),
    column: columnOf(splicing.text, first.start),
  })
}

function addToFlow(splicing: Splicing, parent: YAMLMap | YAMLSeq, rendered: string): string | undefined {
  const end = contentEndOfLast(parent)
  return end === undefined ? undefined : put(splicing, end, end, `, ${rendered}`)
}

function addLines(
  splicing: Splicing,
  parent: YAMLMap | YAMLSeq,
  lines: { rendered: string; column: number },
): string | undefined {
  const { text, style } = splicing
  const end = contentEndOfLast(parent)
  if (end === undefined) return undefined
  const at = lineEndAfter(text, end)
  const block = withLineEnds(' '.repeat(lines.column) + indentLines(lines.rendered, lines.column), style)
  if (at > 0 && text[at - 1] !== '\n') return put(splicing, at, at, style.lineEnd + block.trimEnd())
  return put(splicing, at, at, block)
}

// Removing

function removeEntry(splicing: Splicing, path: EditPath): string | undefined {
  const parent = nodeAt(splicing.document, path.slice(0, -1))
  if (!isMap(parent) && !isSeq(parent)) return undefined
  const index = isMap(parent)
    ? parent.items.findIndex((pair) => keyText(pair) === String(path.at(-1)))
    : Number(path.at(-1))
  const marks = parent.items.map((_, i) => markOf(parent, i))
  const mark = marks[index]
  if (mark === undefined) return undefined
  const end = Math.max(mark.end, contentEnd(childAt(parent, index)) ?? mark.end)
  if (parent.flow) return removeFromFlow(splicing, { parent, index, end })
  if (isFirstOnLine(splicing.text, mark.start))
    return put(splicing, lineStart(splicing.text, mark.start), lineEndAfter(splicing.text, end), '')
  const next = marks[index + 1]
  return next === undefined ? undefined : put(splicing, mark.start, next.start, '')
}

function removeFromFlow(
  splicing: Splicing,
  { parent, index, end }: { parent: YAMLMap | YAMLSeq; index: number; end: number },
): string | undefined {
  const before = index === 0 ? undefined : contentEnd(childAt(parent, index - 1))
  if (before !== undefined) return put(splicing, before, end, '')
  const [start, next] = [startOf(parent, index), startOf(parent, index + 1)]
  return start === undefined || next === undefined ? undefined : put(splicing, start, next, '')
}

// What is put there

function renderPair(key: string, value: JsonValue, style: Style): string {
  return renderBlock({ [key]: value }, style).slice(key.length + 1)
}

function renderItem(value: JsonValue, style: Style): string {
  return renderBlock([value], style).slice(1)
}

/** Indents every line but the first. */
function indentLines(block: string, column: number): string {
  return block.replace(/\n(?=[^\n])/g, `\n${' '.repeat(column)}`)
}

function withLineEnds(block: string, style: Style): string {
  return style.lineEnd === '\n' ? block : block.replaceAll('\n', style.lineEnd)
}

function put({ text }: Splicing, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}
