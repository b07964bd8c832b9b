import { type Document, isMap, isScalar, isSeq, type Pair, stringify, visit } from 'yaml'
import type { JsonValue } from '../json-value.ts'

/** How a file is written, so that what is added looks like the rest. */
export interface Style {
  readonly indent: number
  /** True when the items of a list stand to the right of its key. */
  readonly indentsLists: boolean
  readonly lineEnd: '\n' | '\r\n'
}

export function detectStyle(document: Document.Parsed, text: string): Style {
  const style = { indent: 2, indentsLists: true }
  let seen = { maps: false, lists: false }
  visit(document, {
    Pair(_, pair) {
      const step = stepOf(pair, text)
      if (step === undefined) return
      if (isMap(pair.value) && !seen.maps && step > 0) {
        style.indent = step
        seen = { ...seen, maps: true }
      }
      if (isSeq(pair.value) && !seen.lists) {
        style.indentsLists = step > 0
        seen = { ...seen, lists: true }
      }
    },
  })
  return { ...style, lineEnd: text.includes('\r\n') ? '\r\n' : '\n' }
}

/** How far a block collection stands to the right of its key. */
function stepOf(pair: Pair, text: string): number | undefined {
  const { key, value } = pair
  if (!isScalar(key) || !(isMap(value) || isSeq(value)) || value.flow || !key.range || !value.range) return undefined
  return columnOf(text, value.range[0]) - columnOf(text, key.range[0])
}

/** Column from 0, which is the indentation of what starts there. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}

const COMMON = { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false } as const

/** A value in block style, its first line at the left; every line ends with a line feed. */
export function renderBlock(value: JsonValue, style: Pick<Style, 'indent' | 'indentsLists'>): string {
  return stringify(value, { ...COMMON, indent: style.indent, indentSeq: style.indentsLists })
}

/** A value on one line, as it can stand inside brackets. */
export function renderFlow(value: JsonValue): string {
  return stringify(value, { ...COMMON, collectionStyle: 'flow', blockQuote: false }).trimEnd()
}
