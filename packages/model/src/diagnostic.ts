/** A user's mistake with its place. `line` and `column` start at 1; `file` is relative to the project. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** Stable, upper snake case: `YAML_DUPLICATE_KEY`, `MANIFEST_WRONG_TYPE`, … */
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** Other places that belong to it, such as the first of two equal keys. */
  readonly related?: readonly {
    readonly message: string
    readonly file: string
    readonly line: number
    readonly column: number
  }[]
}
