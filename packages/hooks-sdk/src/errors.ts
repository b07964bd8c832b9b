/**
 * Thrown by what the engine does for a hook. `code` is stable: `SECRET_MISSING`, `SECRET_DENIED`, `PERMISSION_DENIED`, `PATH_REFUSED`,
 * `SERVICE_NOT_READY`, `PROMPT_UNAVAILABLE`, `GIT_FAILED`, `RUN_FAILED`, `CANCELLED`.
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
