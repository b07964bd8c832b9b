/**
 * What the engine could not do for a hook. `code` is stable:
 *
 * - `SECRET_MISSING`, `SECRET_DENIED`: no value; not of the hook's product
 * - `PERMISSION_DENIED`: not declared in `permissions` of the product's definition
 * - `PATH_REFUSED`, `FILE_NOT_FOUND`, `FILE_FAILED`: outside what hooks may reach; not there; the disk's own error
 * - `PROMPT_UNAVAILABLE`: nobody can be asked
 * - `GIT_FAILED`, `RUN_FAILED`, `SERVICE_NOT_READY`: with the program's own words
 * - `TEMPLATE_UNKNOWN`, `TEMPLATE_VALUE_MISSING`, `STATE_BROKEN`
 * - `ARGUMENT_INVALID`: the hook asked for it in a wrong way
 * - `CANCELLED`: the command is being ended; also the reason of an aborted `signal`
 *
 * A hook may throw its own, with a code of its own: the command then fails with its message and hint.
 */
export class HookError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HookError'
    this.code = code
    this.hint = options.hint
  }
}

/**
 * Says that trying again may help: the engine does, with backoff, or after `after` milliseconds where the vendor named a time.
 * Where that is more than 5 minutes away it does not wait: the step fails, and says when the vendor wants to be asked again.
 *
 * @example
 * if (response.status === 429) throw new RetryableError('rate limited', { after: retryAfterMs(response) })
 */
export class RetryableError extends Error {
  readonly after: number | undefined

  constructor(message: string, options: { readonly after?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RetryableError'
    this.after = options.after
  }
}
