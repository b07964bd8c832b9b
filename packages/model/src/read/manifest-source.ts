import type { Diagnostic } from '../diagnostic.ts'
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

/** Adds a problem whose place is known to the diagnostics of its file. */
export function reportPlaced(
  { file, diagnostics }: Omit<Reporting, 'lines'>,
  { related, ...problem }: PlacedProblem,
): void {
  diagnostics.push({
    ...problem,
    file,
    ...(related === undefined ? {} : { related: related.map((one) => ({ ...one, file })) }),
  })
}
