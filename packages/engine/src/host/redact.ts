import type { JsonValue } from '@meshroom/hooks-sdk'
import { formsOfSecret, shortestSecret } from './secret-forms.ts'

/** What stands in the place of a secret. */
export const redaction = '•••'

/** Removes secrets from everything that leaves a host. */
export interface Redactor {
  /** Makes a value known as secret; from now on it is removed in every form that {@link formsOfSecret} names. */
  add(secret: string): void
  text(text: string): string
  /** {@link text} for what may have been put in small letters or capitals. */
  inAnyCase(text: string): string
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
  let made: RegExp | undefined
  let isStale = false

  /** Made when it is first looked for: secrets often become known several at a time. */
  function pattern(): RegExp | undefined {
    if (isStale) made = patternOf(known)
    isStale = false
    return made
  }

  function text(value: string): string {
    const secrets = pattern()
    return secrets === undefined ? value : value.replaceAll(secrets, redaction)
  }

  function json(value: JsonValue): JsonValue {
    if (pattern() === undefined) return value
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
    const secrets = pattern()
    const across =
      secrets && [...value.matchAll(secrets)].find(({ index, 0: { length } }) => index < open && index + length > open)
    const at = across?.index ?? open
    return [value.slice(0, at), value.slice(at)]
  }

  return {
    add(secret) {
      for (const form of formsOfSecret(secret)) known.add(form)
      isStale = true
    },
    text,
    inAnyCase(value) {
      const secrets = pattern()
      return secrets === undefined ? value : value.replaceAll(new RegExp(secrets, 'gi'), redaction)
    },
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
  const [first = ''] = form
  const begin = Math.max(0, text.length - form.length + 1)
  for (let at = text.indexOf(first, begin); at >= 0; at = text.indexOf(first, at + 1)) {
    if (form.startsWith(text.slice(at))) return text.length - at
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
