import type { YAMLWarning } from 'yaml'
import { composeDocument } from './compose-document.ts'
import { findTooDeep } from './find-too-deep.ts'
import { indexLines, type LineIndex } from './line-index.ts'
import { locate } from './locate.ts'
import type { Located } from './located.ts'
import { type Mended, mendSyntax } from './mend-syntax.ts'
import { replaceControlCharacters } from './replace-control-characters.ts'
import { type PlacedProblem, placeProblem, type YamlProblem } from './yaml-problem.ts'

export interface ParsedYaml {
  readonly root: Located
  /** Of the text that the offsets in `root` count in. It has the lines of what was parsed, though a line that is to blame for an error may be mended in it. */
  readonly lines: LineIndex
  readonly problems: readonly PlacedProblem[]
}

const EMPTY: Located = { kind: 'scalar', value: null, offset: 0, size: 1 }

/**
 * Parses one YAML document; never throws. What could be read is there however many problems there are.
 *
 * @param faulty lines, from 1, in which something else is wrong already
 */
export function parseYaml(text: string, faulty: readonly number[] = []): ParsedYaml {
  const deep = findTooDeep(text)
  if (deep !== undefined) return refuseDepth(text, deep)
  const clean = replaceControlCharacters(text)
  const forbidden = clean.problems.map((problem) => placeProblem(problem, indexLines(text)))
  const suspects = [...faulty, ...forbidden.map(({ line }) => line)].map((line) => line - 1)
  const { document, problems, ...mended } = readSound(clean.text, new Set(suspects))
  const lines = indexLines(mended.text)
  const located = locate(document, mended.text)
  const inDocument = [...document.warnings.map(describeWarning), ...located.problems]
  return {
    root: located.root,
    lines,
    problems: [...forbidden, ...problems, ...inDocument.map((problem) => placeProblem(problem, lines))],
  }
}

function readSound(text: string, faulty: ReadonlySet<number>): Mended {
  const document = composeDocument(text)
  if (document.errors.length === 0) return { document, text, problems: [] }
  const lines = indexLines(text)
  const tagged = document.warnings.map(({ pos }) => lines.placeOf(pos[0]).line - 1)
  return mendSyntax(text, document, new Set([...faulty, ...tagged]))
}

function refuseDepth(text: string, offset: number): ParsedYaml {
  const lines = indexLines(text)
  return { root: EMPTY, lines, problems: [placeProblem(describeDepth(offset), lines)] }
}

function describeDepth(offset: number): YamlProblem {
  return {
    severity: 'error',
    code: 'YAML_TOO_DEEP',
    message: 'the nesting is deeper than is read',
    hint: 'make it flatter',
    offset,
  }
}

/** All that the parser warns of: a tag it does not know, in place of a value that nobody can make of it. */
function describeWarning({ message, pos }: YAMLWarning): YamlProblem {
  const said = message.slice(0, 1).toLowerCase() + message.slice(1)
  return {
    severity: 'error',
    code: 'YAML_UNKNOWN_TAG',
    message: said,
    hint: 'put a text that begins with "!" in quotes',
    offset: pos[0],
  }
}
