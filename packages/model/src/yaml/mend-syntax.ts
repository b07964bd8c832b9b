import type { Document, YAMLError } from 'yaml'
import { given } from '../given.ts'
import { type Blame, blameLine } from './blame-line.ts'
import { composeDocument } from './compose-document.ts'
import { describeSyntaxError } from './describe-syntax-error.ts'
import { indexLines } from './line-index.ts'
import { hasContent, indentOf, lineAt, splitLines, type TextLines } from './text-lines.ts'
import { type PlacedProblem, placeProblem, type YamlProblem } from './yaml-problem.ts'

/** More syntax errors than a person mends at a time. */
const MOST_REPORTED = 5

export interface Mended {
  /** What can be read once the lines that are to blame are mended. */
  readonly document: Document.Parsed
  readonly text: string
  readonly problems: readonly PlacedProblem[]
}

/**
 * Reports the causes of syntax errors, not the errors that follow from them: each line that is to blame is mended, and the rest is
 * read again. Lines keep their numbers.
 *
 * @param faulty lines, from 0, of which something is reported already; nothing is said of them twice
 */
export function mendSyntax(text: string, document: Document.Parsed, faulty: ReadonlySet<number>): Mended {
  let mended: Mended = { ...withoutBlankTabs(text, document), problems: [] }
  let rounds = 0
  while (hasSyntaxError(mended.document) && rounds < MOST_REPORTED) {
    const blame = blameLine(mended.text, mended.document, faulty)
    const problems = faulty.has(blame.line) ? mended.problems : [...mended.problems, describeBlame(mended, blame)]
    if (!blame.isExplained) return { ...mended, problems }
    mended = { text: blame.mended, document: composeDocument(blame.mended), problems }
    rounds++
  }
  return {
    ...mended,
    problems: [...mended.problems, ...describeSecondDocuments(mended)],
  }
}

/** A line of nothing but blanks means nothing, whatever they are; the parser minds its tabs. */
function withoutBlankTabs(text: string, document: Document.Parsed): Pick<Mended, 'text' | 'document'> {
  const cleaned = text.replace(/^[ \t]*\t[ \t]*$/gm, '')
  return cleaned === text ? { text, document } : { text: cleaned, document: composeDocument(cleaned) }
}

function hasSyntaxError(document: Document.Parsed): boolean {
  return document.errors.length > 0 && !isSecondDocument(document.errors[0]!)
}

/** Only the first document is read, so that nothing has to be mended. */
function isSecondDocument(error: YAMLError): boolean {
  return error.code === 'MULTIPLE_DOCS'
}

function describeSecondDocuments({ text, document }: Mended): PlacedProblem[] {
  const lines = indexLines(text)
  return document.errors
    .filter(isSecondDocument)
    .map((error) => ({
      severity: 'error' as const,
      code: 'YAML_MULTIPLE_DOCUMENTS',
      ...describeSyntaxError(error),
      offset: findSeparator(text, error.pos[0]),
    }))
    .map((problem) => placeProblem(problem, lines))
}

/** The line that ends the first document: the last separator up to where the second begins. */
function findSeparator(text: string, start: number): number {
  const separators = [...text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)].map(({ index }) => index)
  return separators.findLast((offset) => offset <= start) ?? start
}

function describeBlame({ text, document }: Mended, blame: Blame): PlacedProblem {
  const error = document.errors[0]!
  const place = { text, ...splitLines(text), ...blame }
  const isNoticedHere = lineAt(place, error.pos[0]) === blame.line
  const related = [
    ...(isNoticedHere ? [] : [{ message: 'noticed here', offset: error.pos[0] }]),
    ...relate('or this line is the one to change', blame.alternative, place),
    ...relate('the item begins here', findLoneDash(place, blame.line), place),
  ]
  const problem: YamlProblem = {
    severity: 'error',
    code: 'YAML_SYNTAX',
    ...describeSyntaxError(error),
    ...given('hint', blame.hint),
    offset: isNoticedHere ? error.pos[0] : (blame.opening ?? startOfContent(place, blame.line)),
    ...given('related', related.length === 0 ? undefined : related),
  }
  return placeProblem(problem, indexLines(text))
}

function relate(message: string, line: number | undefined, lines: TextLines) {
  return line === undefined ? [] : [{ message, offset: startOfContent(lines, line) }]
}

function startOfContent({ lines, starts }: TextLines, line: number): number {
  return starts[line]! + indentOf(lines[line]!)
}

/** The line before, when it is but a dash: what is wrong stands in its item. */
function findLoneDash({ lines }: TextLines, line: number): number | undefined {
  const before = lines.findLastIndex((content, index) => index < line && hasContent(content))
  return before >= 0 && /^\s*-\s*$/.test(lines[before]!) ? before : undefined
}
