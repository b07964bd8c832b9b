import type { LineIndex } from './line-index.ts'

/** A problem in a text, by offset. */
export interface YamlProblem {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly message: string
  /** The next step. */
  readonly hint: string
  readonly offset: number
  readonly related?: readonly { readonly message: string; readonly offset: number }[]
}

/** A problem with its line and column, both from 1; it becomes a diagnostic once the file is known. */
export interface PlacedProblem extends Omit<YamlProblem, 'offset' | 'related'> {
  readonly line: number
  readonly column: number
  readonly related?: readonly { readonly message: string; readonly line: number; readonly column: number }[]
}

/** @param lines of the text that the offsets count in */
export function placeProblem({ offset, related, ...problem }: YamlProblem, lines: LineIndex): PlacedProblem {
  const place = { ...problem, ...lines.placeOf(offset) }
  if (related === undefined) return place
  return { ...place, related: related.map((one) => ({ message: one.message, ...lines.placeOf(one.offset) })) }
}
