import type { JsonValue } from '@meshroom/hooks-sdk'
import { createFormIndex, type FormIndex } from './form-index.ts'
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
  const secrets = new Set<string>()
  const forms = new Set<string>()
  const index = createFormIndex()
  /** Made when it is first asked for. */
  let folded: { readonly index: FormIndex; readonly has: Set<string> } | undefined

  function text(value: string): string {
    return replaceForms(value, index, value)
  }

  function json(value: JsonValue): JsonValue {
    if (forms.size === 0) return value
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

  function foldedIndex(): FormIndex {
    folded ??= { index: createFormIndex(), has: new Set() }
    for (const form of forms) {
      if (folded.has.has(form)) continue
      folded.has.add(form)
      folded.index.add(fold(form))
    }
    return folded.index
  }

  return {
    add(secret) {
      if (secrets.has(secret)) return
      secrets.add(secret)
      for (const form of formsOfSecret(secret)) {
        if (!forms.has(form)) index.add(form)
        forms.add(form)
      }
    },
    text,
    inAnyCase: (value) => replaceForms(fold(value), foldedIndex(), value),
    json,
    beginning(value) {
      const [whole, open] = part(value, index)
      return open.length < shortestSecret ? text(value) : text(whole) + redaction
    },
    stream() {
      let held = ''
      return {
        push(piece) {
          const [whole, open] = part(held + piece, index)
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

/** Replaces in `value` what is found at the same places of `text`. */
function replaceForms(text: string, index: FormIndex, value: string): string {
  let clean = ''
  let from = 0
  for (let found = index.next(text, 0); found !== undefined; found = index.next(text, from)) {
    clean += value.slice(from, found.start) + redaction
    from = found.end
  }
  return from === 0 ? value : clean + value.slice(from)
}

/** Parts a text before the first secret that may go on behind its end; no secret lies across the cut. */
function part(text: string, index: FormIndex): readonly [string, string] {
  const open = index.openEnd(text)
  let found = index.next(text, 0)
  while (found !== undefined && found.end <= open) found = index.next(text, found.end)
  const at = found === undefined ? open : Math.min(open, found.start)
  return [text.slice(0, at), text.slice(at)]
}

/** In small letters, each character in its place. */
function fold(text: string): string {
  const small = text.toLowerCase()
  return small.length === text.length ? small : text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
