import type { JsonValue } from '@meshroom/hooks-sdk'

/** What stands in the place of a secret. */
export const redaction = '•••'

/** Shorter values would blank ordinary text, and are no secrets. */
const SHORTEST = 4

/** Removes secrets from everything that leaves a host. */
export interface Redactor {
  /** Makes a value known as secret; from now on it is removed, in its plain form, line by line, and as JSON and URLs write it. */
  add(secret: string): void
  text(text: string): string
  /** Keys of objects too. */
  json(value: JsonValue): JsonValue
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
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map(json)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), json(each)]))
  }

  return {
    add(secret) {
      for (const form of formsOf(secret)) known.add(form)
      pattern = patternOf(known)
    },
    text,
    json,
  }
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  const forms = [secret, ...lines].flatMap((form) => [
    form,
    JSON.stringify(form).slice(1, -1),
    encodeURIComponent(form.toWellFormed()),
  ])
  return forms.filter((form) => form.length >= SHORTEST)
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
