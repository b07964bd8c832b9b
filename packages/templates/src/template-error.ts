/** What a {@link TemplateError} says besides its message. */
export interface TemplateErrorOptions {
  /** The next step, as an imperative. */
  readonly hint?: string
  /** Facts for programs. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** A failure that a person can act on: a stable code, what was wrong and the next step. */
export class TemplateError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: string, message: string, options: TemplateErrorOptions = {}) {
    super(message)
    this.name = 'TemplateError'
    this.code = code
    this.hint = options.hint
    this.data = options.data
  }
}
