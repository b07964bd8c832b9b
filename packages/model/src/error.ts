/** What an error says besides its message. */
export interface MeshroomErrorOptions {
  /** The next step, as an imperative: a command to type where there is one. */
  readonly hint?: string
  /** Relative to the project. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Facts for programs; never a secret. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * A failure that a person can act on: a stable code, what was wrong, where, and the next step.
 *
 * @example
 * throw new MeshroomError('INSTANCE_UNKNOWN', `there is no instance "${name}"`, { hint: 'meshroom list instances' })
 */
export class MeshroomError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: string, message: string, options: MeshroomErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MeshroomError'
    this.code = code
    this.hint = options.hint
    this.file = options.file
    this.line = options.line
    this.column = options.column
    this.data = options.data
  }
}
