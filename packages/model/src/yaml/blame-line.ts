import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml'
import { given } from '../given.ts'
import { composeDocument } from './compose-document.ts'
import { type Mend, proposeMends } from './propose-mends.ts'
import { hasContent, indentOf, joinLines, lineAt, splitLines, type TextLines } from './text-lines.ts'

/** The line that an error is put down to, and what the text is without it. */
export interface Blame {
  /** From 0. */
  readonly line: number
  readonly hint?: string
  readonly mended: string
  /** Another line whose mending would explain as much. */
  readonly alternative?: number
  /** False when no change of one line makes the error go away. */
  readonly isExplained: boolean
}

/** Characters that may be parsed in search of one cause; beyond that, the parser's word is taken. */
const SEARCH_BUDGET = 600_000

/**
 * Finds the line that causes a syntax error. A parser notices an error where it can go on no longer, which is often a line after the
 * slip: so each line that may be the cause is mended in turn, and the one whose mending explains most is blamed.
 *
 * @param faulty lines, from 0, in which something else is wrong already: they are blamed first
 */
export function blameLine(text: string, document: Document.Parsed, faulty: ReadonlySet<number>): Blame {
  const lines = splitLines(text)
  const [error] = document.errors
  const noticed = lineAt(lines, error!.pos[0])
  const suspects = [...new Set([...faulty, ...findSuspects(lines, document, error!)])]
  const affordable = Math.floor(SEARCH_BUDGET / Math.max(1, text.length))
  const trials = suspects
    .flatMap((line) => proposeMends(lines, line))
    .slice(0, affordable)
    .map((mend) => tryMend(lines, mend, noticed))
  const explaining = trials.filter(({ resolves }) => resolves).sort((a, b) => compareTrials(a, b, { suspects, faulty }))
  const [best] = explaining
  if (best === undefined) return { line: suspects[0] ?? noticed, mended: text, isExplained: false }
  const alternative = explaining.find((trial) => trial.mend.line !== best.mend.line && explainsAsMuch(trial, best))
    ?.mend.line
  return {
    line: best.mend.line,
    mended: best.mended,
    isExplained: true,
    ...given('hint', best.mend.hint),
    ...given('alternative', alternative),
  }
}

interface Trial {
  readonly mend: Mend
  readonly mended: string
  readonly errorsLeft: number
  readonly resolves: boolean
  /** Signs that structure was lost: keys and values that stand empty, and plain texts that swallowed a line. */
  readonly losses: number
  readonly oddness: number
}

function tryMend(lines: TextLines, mend: Mend, noticed: number): Trial {
  const mended = joinLines(lines, mend.line, mend.text)
  const document = composeDocument(mended)
  const [error] = document.errors
  const first = error === undefined ? Infinity : lineAt(splitLines(mended), error.pos[0])
  return {
    mend,
    mended,
    errorsLeft: document.errors.length,
    resolves: first > Math.max(noticed, mend.line),
    losses: countLosses(document, mended) + (mend.kind === 'opener' ? 1 : 0),
    oddness: oddnessOf(lines, mend.line),
  }
}

function countLosses(document: Document.Parsed, text: string): number {
  let losses = 0
  visit(document, {
    Scalar(_, { source, type, range }) {
      if (type !== 'PLAIN' || !range) return
      if (source === '' || text.slice(range[0], range[1]).includes('\n')) losses++
    },
  })
  return losses
}

function explainsAsMuch(trial: Trial, best: Trial): boolean {
  return trial.errorsLeft === best.errorsLeft && trial.losses <= best.losses
}

const KINDS: readonly Mend['kind'][] = ['indent', 'complete', 'key', 'blank', 'opener']

/** Fewest errors left, then most structure kept, then the likelier slip, then the line that stands out, then the likelier suspect. */
function compareTrials(
  a: Trial,
  b: Trial,
  { suspects, faulty }: { suspects: readonly number[]; faulty: ReadonlySet<number> },
): number {
  return (
    a.errorsLeft - b.errorsLeft ||
    Number(faulty.has(b.mend.line)) - Number(faulty.has(a.mend.line)) ||
    a.losses - b.losses ||
    KINDS.indexOf(a.mend.kind) - KINDS.indexOf(b.mend.kind) ||
    b.oddness - a.oddness ||
    suspects.indexOf(a.mend.line) - suspects.indexOf(b.mend.line)
  )
}

/** How much a line stands out by its indentation: one whose step is no multiple of the text's usual one most. */
function oddnessOf({ lines }: TextLines, line: number): number {
  const steps = lines.flatMap((content, index) => (hasContent(content) ? [stepOf(lines, index)] : []))
  const usual = mostFrequent(steps.filter((step) => step > 0)) ?? 0
  const step = stepOf(lines, line)
  if (step === 0 || step === usual) return 0
  return step % usual === 0 ? 1 : 2
}

/** How far a line stands to the right of the nearest one above it that stands further left. */
function stepOf(lines: readonly string[], line: number): number {
  const indent = indentOf(lines[line] ?? '')
  const outer = lines.slice(0, line).findLast((other) => hasContent(other) && indentOf(other) < indent)
  return outer === undefined ? indent : indent - indentOf(outer)
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].sort(([a, many], [b, more]) => more - many || a - b)[0]?.[0]
}

/** Lines that may be the cause, the likeliest first: the start of what is not closed, where it was noticed, and what is around that. */
function findSuspects(lines: TextLines, document: Document.Parsed, error: YAMLError): readonly number[] {
  const noticed = lineAt(lines, error.pos[0])
  const before = linesBefore(lines, noticed)
  const openers = openersOf(lines, before[0] ?? noticed, noticed)
  const after = lines.lines.findIndex((line, index) => index > noticed && hasContent(line))
  const near = isEndOfLine(lines, error.pos[0]) ? [after, noticed] : [noticed, after]
  const first = lines.lines.findIndex(hasContent)
  const suspects = [...startsOfUnclosed(lines, document, error), ...near, ...before.slice(0, 2), ...openers, first]
  return [...new Set(suspects)].filter((line) => hasContent(lines.lines[line]))
}

/** An error at the end of a line is often about what follows. */
function isEndOfLine({ lines, starts }: TextLines, offset: number): boolean {
  const line = lineAt({ lines, starts }, offset)
  return offset === starts[line]! + lines[line]!.length
}

/** Quoted texts and brackets that the error falls in, or that end where it is. */
function startsOfUnclosed(lines: TextLines, document: Document.Parsed, error: YAMLError): number[] {
  const starts: number[] = []
  visit(document, {
    Node(_, node) {
      const spans = (isCollection(node) && node.flow) || (isScalar(node) && /^(?:QUOTE|PLAIN)/.test(node.type ?? ''))
      if (!spans || !node.range || node.range[0] > error.pos[0] || node.range[2] < error.pos[0]) return
      const line = lineAt(lines, node.range[0])
      if (line < lineAt(lines, error.pos[0])) starts.push(line)
    },
  })
  return starts
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
