/** What a product does with a topic (data: `consumer`, `producer`) or with an action (`trigger`, `executor`). */
export type Role = 'consumer' | 'producer' | 'trigger' | 'executor'

/** `push`: the source is active and the destination passive (syslog forwarding). `pull`: the reverse (HTTP GET). */
export type Mode = 'push' | 'pull'

/** The value of a constraint that narrows a capability, such as `protocol: tcp`. */
export type ConstraintValue = string | number | boolean

/**
 * One thing that a product can do, as declared in its definition.
 *
 * An unset `topic` matches any topic; an unset `format` or constraint matches any value.
 */
export interface Capability {
  readonly role: Role
  readonly topic?: string
  readonly mode: Mode
  readonly format?: string
  /** Further constraints of the declaration, sorted by key; each must be equal on both sides, or unset on one. */
  readonly constraints: Readonly<Record<string, ConstraintValue>>
  /** How to call it over HTTP without any hook, when the declaration has `url` and `method`. */
  readonly http?: HttpCall
  /** Where it is declared. Absent when it follows from a hook. */
  readonly place?: Place
}

/** A declarative capability: an HTTP call that Meshroom itself can make. */
export interface HttpCall {
  /** Absolute URL; `:name` is a path parameter, `{key}` a setting of the instance. */
  readonly url: string
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  /** Names the secret setting that authenticates the call, and how it is sent. */
  readonly auth?: { readonly secret: string; readonly scheme: 'bearer' | 'basic' | 'header'; readonly name?: string }
}

/** A place in a file of the project; `line` and `column` start at 1. `file` is relative to the project, with `/`. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}
