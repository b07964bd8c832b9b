import { parseEnv } from 'node:util'
import { SecretsError } from '../secrets-error.ts'

/** Names and values of a file of another program. */
export type ImportedSecrets = Readonly<Record<string, string>>

/**
 * Reads a dotenv file, as Node itself does. A line that is no assignment is an error, not left out.
 *
 * @throws {SecretsError} `IMPORT_INVALID` with the line's number, never its text
 * @example
 * parseDotenv('API_KEY="hunter2"\n# a comment\n') // { API_KEY: 'hunter2' }
 */
export function parseDotenv(text: string): ImportedSecrets {
  const normal = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const leftOver = normal.replace(ASSIGNMENT, blankOut).replace(/#.*$/gm, '')
  const line = leftOver.split('\n').findIndex((each) => each.trim() !== '')
  if (line >= 0) throw invalid(`line ${line + 1} is no assignment like NAME=value`, line + 1)
  return readAssignments(normal)
}

/**
 * Reads a flat JSON object of texts; numbers and booleans become texts.
 *
 * @throws {SecretsError} `IMPORT_INVALID` naming the member, never its value
 */
export function parseSecretsJson(text: string): ImportedSecrets {
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('it is not one JSON object')
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, asText(name, value)]))
}

/** Each name by itself: older versions of Node lose `__proto__` among others. */
function readAssignments(text: string): ImportedSecrets {
  const assignments = [...text.matchAll(ASSIGNMENT)].map(([assignment]) => assignment)
  return Object.fromEntries(assignments.map(readAssignment))
}

function readAssignment(assignment: string): [string, string] {
  const name = /[\w.-]+(?=[ \t]*=)/.exec(assignment)?.[0] ?? ''
  const value = parseEnv(`NAME${assignment.slice(assignment.indexOf('='))}`).NAME
  return [name, value ?? '']
}

/** `NAME=`, then a quoted value that may run over lines, or the rest of the line. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|[^"'`\n][^\n]*|$)?[ \t]*/gm

/** Keeps the count of lines right. */
function blankOut(assignment: string): string {
  return assignment.replace(/[^\n]/g, '')
}

/** The parser's own message quotes the text, which is secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw invalid('it is not JSON')
  }
}

function asText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw invalid(`the value of "${name}" is neither text, number nor boolean`)
}

function invalid(what: string, line?: number): SecretsError {
  return new SecretsError('IMPORT_INVALID', `the secrets cannot be imported: ${what}`, {
    hint: 'mend it, and import again: nothing was taken from it',
    ...(line !== undefined && { line, data: { line } }),
  })
}
