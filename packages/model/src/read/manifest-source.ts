import type { Diagnostic } from '../diagnostic.ts'
import { given } from '../given.ts'
import type { Place } from '../manifests/capability.ts'
import type { LineIndex } from '../yaml/line-index.ts'
import type { Located } from '../yaml/located.ts'
import { type PlacedProblem, placeProblem, type YamlProblem } from '../yaml/yaml-problem.ts'

/** A manifest as parsed: its content with places, and the diagnostics found in it so far. */
export interface ManifestSource {
  /** Relative to the project, with `/`. */
  readonly file: string
  readonly root: Located
  readonly lines: LineIndex
  readonly diagnostics: Diagnostic[]
}

export function placeOf(source: Pick<ManifestSource, 'file' | 'lines'>, offset: number): Place {
  return { file: source.file, ...source.lines.placeOf(offset) }
}

type Reporting = Pick<ManifestSource, 'file' | 'lines' | 'diagnostics'>

/** Adds a problem of this file, found in what was read of it, to its diagnostics. */
export function report(source: Reporting, problem: YamlProblem): void {
  reportPlaced(source, placeProblem(problem, source.lines))
}

/** More than a person reads of one file; a hostile file could have as many as it has bytes. */
const MOST_PER_FILE = 100

/** Adds a problem whose place is known to the diagnostics of its file. */
export function reportPlaced(source: Omit<Reporting, 'lines'>, problem: PlacedProblem): void {
  if (source.diagnostics.length < MOST_PER_FILE) source.diagnostics.push(inFile(source.file, problem))
  else if (source.diagnostics.length === MOST_PER_FILE) source.diagnostics.push(inFile(source.file, tooMany(problem)))
}

function inFile(file: string, { related, ...problem }: PlacedProblem): Diagnostic {
  return {
    ...problem,
    file,
    ...given(
      'related',
      related?.map((one) => ({ ...one, file })),
    ),
  }
}

function tooMany({ line, column }: PlacedProblem): PlacedProblem {
  const message = `there are more problems from here on; the first ${MOST_PER_FILE} are shown`
  return { severity: 'error', code: 'TOO_MANY_PROBLEMS', message, hint: 'mend those first', line, column }
}
