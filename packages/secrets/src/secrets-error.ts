/** What a {@link SecretsError} says besides its message. */
export interface SecretsErrorOptions {
  /** The next step, as an imperative. */
  readonly hint?: string
  /** The file that is wrong. */
  readonly file?: string
  readonly line?: number
  /** Facts for programs; never a secret. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** Every code a {@link SecretsError} may carry. Codes are stable: programs may compare them. */
export type SecretsErrorCode =
  | 'AGENT_RUNNING'
  | 'AGENT_UNSAFE'
  | 'ENTRY_AMBIGUOUS'
  | 'ENTRY_CHANGED'
  | 'ENTRY_COLLISION'
  | 'ENTRY_CONFLICT'
  | 'ENTRY_MISSING'
  | 'ENTRY_NAME_INVALID'
  | 'IMPORT_INVALID'
  | 'KEY_AMBIGUOUS'
  | 'KEY_EXPIRED'
  | 'KEY_MISSING'
  | 'KEY_UNUSABLE'
  | 'PASSPHRASE_REQUIRED'
  | 'PASSPHRASE_WRONG'
  | 'RECIPIENT_EXPIRED'
  | 'RECIPIENT_INJECTED'
  | 'RECIPIENT_LAST'
  | 'RECIPIENT_MISSING'
  | 'RECIPIENT_REVOKED'
  | 'RECIPIENT_UNKNOWN'
  | 'RECIPIENT_UNUSABLE'
  | 'SIGNER_UNKNOWN'
  | 'VAULT_DAMAGED'
  | 'VAULT_FORGED'
  | 'VAULT_LOCKED'
  | 'VAULT_NEWER'
  | 'VAULT_MIXED'
  | 'VAULT_NOT_SYNCED'
  | 'VAULT_NOT_WRITTEN'
  | 'VAULT_REPLACED'
  | 'VAULT_ROLLED_BACK'
  | 'VAULT_TOO_LARGE'
  | 'VAULT_UNMERGED'
  | 'VAULT_UNSIGNED'

/**
 * A failure that a person can act on: a stable code, what was wrong, and the next step.
 *
 * Has the fields of `MeshroomError` of `@meshroom/model`, which this package does not import.
 *
 * @example
 * try { await vault.get('edr_paris_API_KEY') } catch (error) {
 *   if (error instanceof SecretsError && error.code === 'PASSPHRASE_WRONG') console.error(error.hint)
 * }
 */
export class SecretsError extends Error {
  readonly code: SecretsErrorCode
  readonly hint: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: SecretsErrorCode, message: string, options: SecretsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SecretsError'
    this.code = code
    this.hint = options.hint
    this.file = options.file
    this.line = options.line
    this.column = undefined
    this.data = options.data
  }
}
