/** A problem in a text, by offset; it becomes a diagnostic once the file is known. */
export interface YamlProblem {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly offset: number
  readonly related?: readonly { readonly message: string; readonly offset: number }[]
}
