import { type Document, visit } from 'yaml'
import { given } from '../given.ts'
import { composeDocument } from './compose-document.ts'
import { findSuspects, startsOfUnclosed } from './find-suspects.ts'
import { type Mend, proposeMends } from './propose-mends.ts'
import { hasContent, indentOf, joinLines, lineAt, splitLines, type TextLines } from './text-lines.ts'

/** The line that an error is put down to, and what the text is without it. */
export interface Blame {
  /** From 0. */
  readonly line: number
  /** Where the quoted text or the bracket begins that is not closed, if it is on that line. */
  readonly opening?: number
  readonly hint?: string
  readonly mended: string
  /** Another line whose mending would explain as much. */
  readonly alternative?: number
  /** False when no change of one line makes the error go away. */
  readonly isExplained: boolean
}

/** Characters that may be parsed in search of one cause; beyond that, the parser's word is taken. */
const SEARCH_BUDGET = 600_000

/** How many lines away something that is wrong may still be the cause. */
const NEARBY = 4

/**
 * Finds the line that causes a syntax error. A parser notices an error where it can go on no longer, which is often a line after the
 * slip: so each line that may be the cause is mended in turn, and the one whose mending explains most is blamed.
 *
 * @param faulty lines, from 0, in which something else is wrong already: they are blamed first
 */
export function blameLine(text: string, document: Document.Parsed, faulty: ReadonlySet<number>): Blame {
  const lines = splitLines(text)
  const error = document.errors[0]!
  const noticed = lineAt(lines, error.pos[0])
  const near = [...faulty].filter((line) => Math.abs(line - noticed) <= NEARBY)
  const suspects = [...new Set([...near, ...findSuspects(lines, document, error)])]
  const explaining = tryMends(lines, suspects, noticed).sort((a, b) => compareTrials(a, b, { suspects, faulty }))
  const [best] = explaining
  if (best === undefined) return { line: suspects[0] ?? noticed, mended: text, isExplained: false }
  const { line, hint } = best.mend
  const other = explaining.find((trial) => trial.mend.line !== line && explainsAsMuch(trial, best))
  const opening = startsOfUnclosed(lines, document, error).find((one) => one.line === line)
  return {
    line,
    mended: best.mended,
    isExplained: true,
    ...given('hint', hint),
    ...given('opening', opening?.offset),
    ...given('alternative', other?.mend.line),
  }
}

/** The mends that make the error go away, as many as are affordable. */
function tryMends(lines: TextLines, suspects: readonly number[], noticed: number): Trial[] {
  const length = lines.starts.at(-1)! + lines.lines.at(-1)!.length
  const affordable = Math.floor(SEARCH_BUDGET / Math.max(1, length))
  const mends = suspects.flatMap((line) => proposeMends(lines, line)).slice(0, affordable)
  return mends.map((mend) => tryMend(lines, mend, noticed)).filter(({ resolves }) => resolves)
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
