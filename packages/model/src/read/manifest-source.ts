import type { Diagnostic } from '../diagnostic.ts'
import type { Place } from '../manifests/capability.ts'
import type { LineIndex } from '../yaml/line-index.ts'
import type { Located } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'

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

/** Adds a problem of this file to its diagnostics. */
export function report(source: Pick<ManifestSource, 'file' | 'lines' | 'diagnostics'>, problem: YamlProblem): void {
  const { severity, code, message, hint, offset, related } = problem
  source.diagnostics.push({
    severity,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...placeOf(source, offset),
    ...(related === undefined
      ? {}
      : { related: related.map((one) => ({ message: one.message, ...placeOf(source, one.offset) })) }),
  })
}
