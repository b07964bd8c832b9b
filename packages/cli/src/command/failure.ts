import { suggestName } from '@meshroom/model'
import { present } from './present.ts'
import { systemFailure } from './system-failure.ts'

/** An error as it is shown, and printed by `--json` as `{ "error": … }`. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly data?: Readonly<Record<string, unknown>>
}

/** The fields that errors of Meshroom's packages have in common; they do not all share a class. */
interface CodedError extends Error {
  readonly code: string
  readonly hint?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/** An error of oclif's parser: what was typed does not fit the command. */
interface UsageError extends Error {
  readonly parse: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } }
  readonly flags?: readonly string[]
}

/**
 * Brings whatever was thrown into the one shape that is shown.
 *
 * @returns undefined when there is nothing to say, as after `this.exit(0)`
 */
export function toFailure(error: unknown): Failure | undefined {
  if (isQuietExit(error)) return undefined
  if (isInterruption(error)) return { code: 'INTERRUPTED', message: 'interrupted' }
  if (isUsageError(error)) return usageFailure(error)
  if (isCodedError(error)) return systemFailure(error) ?? codedFailure(error)
  if (isOclifError(error)) return oclifFailure(error)
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of Meshroom. Run the command again with --debug to see where it happened.',
  }
}

function isQuietExit(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'EEXIT'
}

function isInterruption(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortError')
}

function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && typeof (error as { parse?: unknown }).parse === 'object'
}

function isCodedError(error: unknown): error is CodedError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string'
}

function isOclifError(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error
}

/** `meshroom help NAME` is oclif's own. */
function oclifFailure(error: Error): Failure {
  const unknown = /^Command (.+) not found\.$/.exec(error.message)?.[1]?.replaceAll(':', ' ')
  if (unknown === undefined) return { code: 'USAGE', message: oclifMessage(error) }
  return { code: 'COMMAND_UNKNOWN', message: `there is no command "${unknown}"`, hint: 'meshroom --help' }
}

function codedFailure({ code, message, hint, file, line, column, data }: CodedError): Failure {
  return { code, message, ...present({ hint, file, line, column, data }) }
}

function usageFailure(error: UsageError): Failure {
  const message = blameVariable(oclifMessage(error))
  const near = nearestFlag(error)
  return { code: 'USAGE', message, hint: near ? `Did you mean ${near}?` : 'Add --help to see what the command takes.' }
}

/** oclif names the flag also where its value came from the environment. */
function blameVariable(message: string): string {
  const [typed = '', name = '', value] = /--([\w-]+)=(\S+)/.exec(message) ?? []
  const variable = `MESHROOM_${name.toUpperCase()}`
  const isTyped = process.argv.some((word) => word.split('=', 1)[0] === `--${name}`)
  return value === undefined || isTyped || process.env[variable] !== value
    ? message
    : message.replace(typed, `${variable}=${value}`)
}

function nearestFlag({ flags = [], parse }: UsageError): string | undefined {
  const known = ['help', ...Object.keys(parse.input?.flags ?? {})].map((name) => `--${name}`)
  return flags.map((flag) => suggestName(flag, known)).find((near) => near !== undefined)
}

/** Without what oclif adds for its own way of showing it. */
function oclifMessage({ message }: Error): string {
  return message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^Parsing (--\S+) \n\t/, '$1: ')
    .replace(/^The following errors? occurred:\n\s*/, '')
    .replace(/(--[\w-]+)(?:=\S*)? cannot also be provided when using (--[\w-]+)/g, '$1 and $2 exclude each other')
}
