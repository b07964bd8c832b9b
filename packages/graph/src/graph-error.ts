/** What a {@link GraphError} says besides its message. */
export interface GraphErrorOptions {
  /** The next step, as an imperative. */
  readonly hint?: string
  /** Facts for programs. */
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * Data that the graph cannot be built from, or a question about what is not in it. `code` is stable: `GRAPH_DUPLICATE_PRODUCT`,
 * `GRAPH_INVALID_PRODUCT`,
 * `GRAPH_INVALID_CAPABILITY`, `GRAPH_INVALID_INTEGRATION`, `GRAPH_INVALID_INSTANCE`, `GRAPH_INVALID_PLUG`, `GRAPH_UNKNOWN_PRODUCT`,
 * `GRAPH_UNKNOWN_INSTANCE`.
 */
export class GraphError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: string, message: string, options: GraphErrorOptions = {}) {
    super(message)
    this.name = 'GraphError'
    this.code = code
    this.hint = options.hint
    this.data = options.data
  }
}
