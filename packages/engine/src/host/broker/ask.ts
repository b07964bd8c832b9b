import type { HookKind, JsonValue } from '@meshroom/hooks-sdk'
import { HookError } from '@meshroom/hooks-sdk'
import type { HookDeclaration } from '../../hooks/hook-declaration.ts'
import type { Deadline } from '../deadline.ts'
import type { HookInput } from '../hook-host.ts'
import type { HostSettings } from '../host-options.ts'
import type { Redactor } from '../redact.ts'
import type { NetStreams } from './network/net-streams.ts'

/** Everything that decides what a hook may have. */
export interface AskContext {
  readonly settings: HostSettings
  /** For what hooks are told: it knows what they were given, so that no answer says whether a text is another product's secret. */
  readonly given: Redactor
  readonly kind: HookKind
  readonly hook: HookDeclaration
  readonly input: HookInput
  /** Aborted when nobody waits for the hook any more. */
  readonly signal: AbortSignal
  /** The hook's time limit, which stands still while a person is asked. */
  readonly deadline: Deadline
  /** What the call has open on the network. */
  readonly streams: NetStreams
  /** What the hook has put out so far. */
  readonly outputs: Readonly<Record<string, JsonValue>>
  readonly output: (name: string, value: JsonValue) => Promise<void>
}

/** Makes a value known as secret before a hook has it. */
export function giveSecret(value: string, { given, settings }: AskContext): void {
  given.add(value)
  settings.redactor.add(value)
}

/** Arguments of a question, as they came through the pipe. */
export type Args = Readonly<Record<string, JsonValue>>

/** Answers one kind of question. @throws HookError, which the hook then sees */
export type Service = (args: Args, context: AskContext) => Promise<JsonValue | undefined>

/** @throws HookError `ARGUMENT_INVALID` */
export function text(args: Args, name: string): string {
  const value = args[name]
  if (typeof value !== 'string') throw invalid(name, 'a text')
  return value
}

/** @throws HookError `ARGUMENT_INVALID` */
export function optionalText(args: Args, name: string): string | undefined {
  return args[name] === undefined ? undefined : text(args, name)
}

/** @throws HookError `ARGUMENT_INVALID` */
export function flag(args: Args, name: string): boolean {
  const value = args[name]
  if (value !== undefined && typeof value !== 'boolean') throw invalid(name, 'true or false')
  return value === true
}

/** A whole number from 0 on. @throws HookError `ARGUMENT_INVALID` */
export function optionalCount(args: Args, name: string): number | undefined {
  const value = args[name]
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(name, 'a whole number from 0 on')
  return value as number
}

/** @throws HookError `ARGUMENT_INVALID` */
export function texts(args: Args, name: string): readonly string[] {
  const value = args[name]
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) throw invalid(name, 'a list of texts')
  return value
}

/** An object whose values are texts; empty where unset. @throws HookError `ARGUMENT_INVALID` */
export function textsByName(args: Args, name: string): Readonly<Record<string, string>> {
  const value = args[name] ?? {}
  if (!isObject(value) || !Object.values(value).every((each) => typeof each === 'string')) {
    throw invalid(name, 'an object whose values are texts')
  }
  return value as Readonly<Record<string, string>>
}

export function isObject(value: JsonValue | undefined): value is Args {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function invalid(name: string, what: string): HookError {
  return new HookError('ARGUMENT_INVALID', `"${name}" must be ${what}`)
}
