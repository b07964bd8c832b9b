import { type Document, visit } from 'yaml'
import { given } from '../given.ts'
import { composeDocument } from './compose-document.ts'
import { findSuspects, startsOfUnclosed } from './find-suspects.ts'
import { measureOddness } from './measure-oddness.ts'
import { type Mend, proposeMends } from './propose-mends.ts'
import { joinLines, lineAt, splitLines, type TextLines } from './text-lines.ts'

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
const SEARCH_BUDGET = 200_000

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
  const context = {
    suspects,
    culprits: new Set([...faulty, ...suspects.filter((one) => isStray(lines.lines[one]!))]),
    oddness: measureOddness(lines.lines),
  }
  const explaining = tryMends(lines, suspects, { line: noticed, code: error.code }).sort((a, b) =>
    compareTrials(a, b, context),
  )
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
    ...given('opening', opening === undefined || !/["'[{]/.test(text[opening.offset]!) ? undefined : opening.offset),
    ...given('alternative', other?.mend.line),
  }
}

/** Nothing but signs, and not those that may stand alone: dashes and brackets. */
function isStray(line: string): boolean {
  return !/[\p{L}\p{N}]/u.test(line) && /[^\s\-,[\]{}]/.test(line)
}

/** The mends that make the error go away, as many as are affordable. */
function tryMends(lines: TextLines, suspects: readonly number[], noticed: Noticed): Trial[] {
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
  /** Signs that something was lost: keys and values that stand empty, plain texts that swallowed a line, the line itself. */
  readonly losses: number
}

function tryMend(lines: TextLines, mend: Mend, noticed: Noticed): Trial {
  const mended = joinLines(lines, mend.line, mend.text)
  const document = composeDocument(mended)
  return {
    mend,
    mended,
    errorsLeft: document.errors.length,
    resolves: goesOn(document, mended, { mend, noticed }),
    losses: countLosses(document, mended) + countLossesOf(lines, mend),
  }
}

/** What is invented in place of a line loses most; of a line without a word nothing is lost. */
function countLossesOf({ lines }: TextLines, { kind, line }: Mend): number {
  if (kind === 'opener') return 3
  if (kind === 'key') return 1
  return kind === 'blank' && /\w/.test(lines[line]!) ? 1 : 0
}

interface Noticed {
  readonly line: number
  readonly code: string
}

/** True when the error is gone and none is left up to the mended line. What was swallowed by it may show errors of its own. */
function goesOn(
  document: Document.Parsed,
  mended: string,
  { mend, noticed }: { mend: Mend; noticed: Noticed },
): boolean {
  const [error] = document.errors
  if (error === undefined) return true
  const line = lineAt(splitLines(mended), error.pos[0])
  return line > mend.line && !(line === noticed.line && error.code === noticed.code)
}

function countLosses(document: Document.Parsed, text: string): number {
  let losses = 0
  visit(document, {
    Scalar(_, { source, type, range }) {
      if (type !== 'PLAIN' || !range) return
      if (source === '') losses++
      else if (text.slice(range[0], range[1]).includes('\n')) losses += 2
    },
  })
  return losses
}

function explainsAsMuch(trial: Trial, best: Trial): boolean {
  return trial.errorsLeft === best.errorsLeft && trial.losses <= best.losses + 1
}

const KINDS: readonly Mend['kind'][] = ['indent', 'complete', 'key', 'blank', 'opener']

interface Comparing {
  readonly suspects: readonly number[]
  readonly culprits: ReadonlySet<number>
  readonly oddness: readonly number[]
}

/** Fewest errors left, then most structure kept, then the likelier slip, then the line that stands out, then the likelier suspect. */
function compareTrials(a: Trial, b: Trial, { suspects, culprits, oddness }: Comparing): number {
  return (
    a.errorsLeft - b.errorsLeft ||
    Number(culprits.has(b.mend.line)) - Number(culprits.has(a.mend.line)) ||
    a.losses - b.losses ||
    KINDS.indexOf(a.mend.kind) - KINDS.indexOf(b.mend.kind) ||
    oddness[b.mend.line]! - oddness[a.mend.line]! ||
    suspects.indexOf(a.mend.line) - suspects.indexOf(b.mend.line)
  )
}
