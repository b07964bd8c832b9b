import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml'
import { hasContent, indentOf, lineAt, type TextLines } from './text-lines.ts'

/** Lines that may be the cause, the likeliest first: the start of what is not closed, where it was noticed, and what is around that. */
export function findSuspects(lines: TextLines, document: Document.Parsed, error: YAMLError): readonly number[] {
  const noticed = lineAt(lines, error.pos[0])
  const before = linesBefore(lines, noticed)
  const openers = openersOf(lines, before[0] ?? noticed, noticed)
  const after = lines.lines.findIndex((line, index) => index > noticed && hasContent(line))
  const near = isEndOfLine(lines, error.pos[0]) ? [after, noticed] : [noticed, after]
  const first = lines.lines.findIndex(hasContent)
  const suspects = [
    ...startsOfUnclosed(lines, document, error).map(({ line }) => line),
    ...near,
    ...before.slice(0, 2),
    ...openers,
    first,
  ]
  return [...new Set(suspects)].filter((line) => hasContent(lines.lines[line]))
}

/** An error at the end of a line is often about what follows. */
function isEndOfLine({ lines, starts }: TextLines, offset: number): boolean {
  const line = lineAt({ lines, starts }, offset)
  return offset === starts[line]! + lines[line]!.length
}

export interface Unclosed {
  readonly line: number
  readonly offset: number
}

/** Quoted texts and brackets that the error falls in, or that end where it is. */
export function startsOfUnclosed(lines: TextLines, document: Document.Parsed, error: YAMLError): Unclosed[] {
  const unclosed: Unclosed[] = []
  visit(document, {
    Node(_, node) {
      const spans = (isCollection(node) && node.flow) || (isScalar(node) && /^(?:QUOTE|PLAIN)/.test(node.type ?? ''))
      if (!spans || !node.range || node.range[0] > error.pos[0] || node.range[2] < error.pos[0]) return
      const line = lineAt(lines, node.range[0])
      if (line < lineAt(lines, error.pos[0])) unclosed.push({ line, offset: node.range[0] })
    },
  })
  return unclosed
}

function linesBefore({ lines }: TextLines, line: number): number[] {
  return lines.flatMap((content, index) => (index < line && hasContent(content) ? [index] : [])).reverse()
}

/** The lines that opened the blocks which the line before stands in, up to the level of the line where the error was noticed. */
function openersOf({ lines }: TextLines, from: number, noticed: number): number[] {
  const openers: number[] = []
  let inner = lines[from] ?? ''
  for (let line = from - 1; line >= 0 && openers.length < 4; line--) {
    const content = lines[line]!
    if (!hasContent(content) || !opens(content, inner)) continue
    inner = content
    openers.push(line)
    if (indentOf(content) < indentOf(lines[noticed] ?? '')) break
  }
  return openers
}

/** A key opens what stands further to the right, and a list at its own column. */
function opens(line: string, inner: string): boolean {
  if (indentOf(line) < indentOf(inner)) return true
  return indentOf(line) === indentOf(inner) && /^\s*-/.test(inner) && /^\s*[^\s-].*:\s*$/.test(line)
}
