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
  const forbidden = placeAll(clean.problems, text)
  const sound = readSound(clean.text, [...faulty, ...forbidden.map(({ line }) => line)])
  const located = locate(sound.document, sound.text)
  const lines = indexLines(sound.text)
  return {
    root: located.root,
    lines,
    problems: [...forbidden, ...sound.problems, ...placeAll(located.problems, sound.text)],
  }
}

/** What the parser warns of counts as reported; a syntax error on the same line follows from it. */
function readSound(text: string, faulty: readonly number[]): Mended {
  const document = composeDocument(text)
  const warnings = placeAll(document.warnings.map(describeWarning), text)
  if (document.errors.length === 0) return { document, text, problems: warnings }
  const reported = [...faulty, ...warnings.map(({ line }) => line)].map((line) => line - 1)
  const mended = mendSyntax(text, document, new Set(reported))
  return { ...mended, problems: [...warnings, ...mended.problems] }
}

function placeAll(problems: readonly YamlProblem[], text: string): PlacedProblem[] {
  const lines = indexLines(text)
  return problems.map((problem) => placeProblem(problem, lines))
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

/** The parser warns of tags it does not know and of anchors that look like keys: both lose what was meant. */
function describeWarning({ code, message, pos }: YAMLWarning): YamlProblem {
  const said = message.slice(0, 1).toLowerCase() + message.slice(1)
  const hint = 'put a text that begins with "!", "&" or "*" in quotes'
  return {
    severity: 'error',
    code: code === 'BAD_ALIAS' ? 'YAML_BAD_ALIAS' : 'YAML_UNKNOWN_TAG',
    message: said,
    hint,
    offset: pos[0],
  }
}
