import type { JsonValue } from '@meshroom/hooks-sdk'
import { formsOfSecret, shortestSecret } from './secret-forms.ts'

/** What stands in the place of a secret. */
export const redaction = '•••'

/** Removes secrets from everything that leaves a host. */
export interface Redactor {
  /** Makes a value known as secret; from now on it is removed in every form that {@link formsOfSecret} names. */
  add(secret: string): void
  text(text: string): string
  /** {@link text} for the beginning of a longer one: what may be the beginning of a secret at its end is removed too. */
  beginning(text: string): string
  /** Keys of objects too. */
  json(value: JsonValue): JsonValue
  /** Takes a text in pieces: a secret is removed even where it lies across two. */
  stream(): RedactingStream
}

/** What is given out is safe; what may be the beginning of a secret is held back until more is there. */
export interface RedactingStream {
  push(piece: string): string
  /** The rest, as the text has ended. */
  flush(): string
}

/**
 * Makes a redactor that knows no secret yet.
 *
 * @example
 * const redactor = createRedactor()
 * redactor.add('hunter2')
 * redactor.text('key=hunter2') // 'key=•••'
 */
export function createRedactor(): Redactor {
  const known = new Set<string>()
  let pattern: RegExp | undefined

  function text(value: string): string {
    return pattern === undefined ? value : value.replaceAll(pattern, redaction)
  }

  function json(value: JsonValue): JsonValue {
    if (pattern === undefined) return value
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return numberOrText(value)
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map(json)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), json(each)]))
  }

  /** A secret of digits alone is one as a number, too. */
  function numberOrText(value: number): JsonValue {
    const clean = text(String(value))
    return clean === String(value) ? value : clean
  }

  /** Parts a text before the first secret that may go on behind its end; no secret lies across the cut. */
  function part(value: string): readonly [string, string] {
    const open = value.length - Math.max(0, ...[...known].map((form) => overlap(value, form)))
    const across =
      pattern && [...value.matchAll(pattern)].find(({ index, 0: { length } }) => index < open && index + length > open)
    const at = across?.index ?? open
    return [value.slice(0, at), value.slice(at)]
  }

  return {
    add(secret) {
      for (const form of formsOfSecret(secret)) known.add(form)
      pattern = patternOf(known)
    },
    text,
    json,
    beginning(value) {
      const [whole, open] = part(value)
      return open.length < shortestSecret ? text(value) : text(whole) + redaction
    },
    stream() {
      let held = ''
      return {
        push(piece) {
          const [whole, open] = part(held + piece)
          held = open
          return text(whole)
        },
        flush() {
          const rest = text(held)
          held = ''
          return rest
        },
      }
    },
  }
}

/** How many characters at the end of a text are the beginning of a form, but not all of it. */
function overlap(text: string, form: string): number {
  for (let length = Math.min(text.length, form.length - 1); length > 0; length--) {
    if (text.endsWith(form.slice(0, length))) return length
  }
  return 0
}

/** Longest first, so that a secret that begins with another one is removed whole. */
function patternOf(forms: ReadonlySet<string>): RegExp | undefined {
  if (forms.size === 0) return undefined
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map((form) => escapePattern(form)).join('|'), 'g')
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
