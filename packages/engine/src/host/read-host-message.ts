import type { JsonValue } from '@meshroom/hooks-sdk'
import type { FromHost, WireError } from './protocol.ts'

/** Says what is wrong with what a host sent. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ProtocolError'
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Deeper values could exhaust the stack of whatever walks them. */
const DEEPEST = 200

/**
 * Reads one line of a host, which may be hostile: every field is checked, nothing unknown is passed on.
 *
 * @throws ProtocolError
 */
export function readHostMessage(line: string): FromHost {
  const fields = parse(line)
  const type = fields.type
  const reader =
    typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type as FromHost['type']] : undefined
  if (reader === undefined) throw new ProtocolError('a message of no known type')
  return reader(fields)
}

function parse(line: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new ProtocolError('a line that is not JSON')
  }
  if (!isObject(value)) throw new ProtocolError('a message that is not an object')
  return value
}

const readers: { readonly [T in FromHost['type']]: (fields: Fields) => Extract<FromHost, { type: T }> } = {
  ready: (fields) => ({ type: 'ready', protocol: id(fields, 'protocol') }),
  done: (fields) => ({ type: 'done', call: id(fields, 'call'), value: json(fields, 'value') }),
  failed: (fields) => ({ type: 'failed', call: id(fields, 'call'), error: error(fields.error) }),
  record: (fields) => ({ type: 'record', call: id(fields, 'call'), value: json(fields, 'value') }),
  ended: (fields) => ({ type: 'ended', call: id(fields, 'call') }),
  ask: (fields) => ({
    type: 'ask',
    ask: id(fields, 'ask'),
    call: id(fields, 'call'),
    service: text(fields, 'service'),
    args: record(fields, 'args'),
  }),
  log: (fields) => ({
    type: 'log',
    call: id(fields, 'call'),
    level: level(fields),
    message: text(fields, 'message'),
    ...(fields.continued === true && { continued: true }),
  }),
  progress: (fields) => ({
    type: 'progress',
    call: id(fields, 'call'),
    message: text(fields, 'message'),
    ...(fields.fraction !== undefined && { fraction: fraction(fields.fraction) }),
  }),
  fatal: (fields) => ({ type: 'fatal', error: error(fields.error) }),
}

function error(value: unknown): WireError {
  if (!isObject(value)) throw new ProtocolError('an error that is not an object')
  const { code, hint, stack, retry, loading } = value
  return {
    name: text(value, 'name'),
    message: text(value, 'message'),
    ...(typeof code === 'string' && { code }),
    ...(typeof hint === 'string' && { hint }),
    ...(typeof stack === 'string' && { stack }),
    ...(isObject(retry) && { retry: waitOf(retry) }),
    ...(loading === true && { loading }),
  }
}

function waitOf({ after }: Fields): { after?: number } {
  return typeof after === 'number' && Number.isFinite(after) && after >= 0 ? { after } : {}
}

function id(fields: Fields, name: string): number {
  const value = fields[name]
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw new ProtocolError(`a message without a proper "${name}"`)
}

function text(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value === 'string') return value
  throw new ProtocolError(`a message without a proper "${name}"`)
}

function level(fields: Fields): Extract<FromHost, { type: 'log' }>['level'] {
  const value = fields.level
  if (value === 'debug' || value === 'info' || value === 'warn' || value === 'error') return value
  throw new ProtocolError('a log line of no known level')
}

function fraction(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ProtocolError('progress that is not a number')
  return Math.min(Math.max(value, 0), 1)
}

function json(fields: Fields, name: string): JsonValue {
  const value = fields[name]
  if (value === undefined) throw new ProtocolError(`a message without "${name}"`)
  refuseDepth(value)
  return value as JsonValue
}

function record(fields: Fields, name: string): Readonly<Record<string, JsonValue>> {
  const value = json(fields, name)
  if (!isObject(value)) throw new ProtocolError(`a message whose "${name}" is not an object`)
  return value as Readonly<Record<string, JsonValue>>
}

function refuseDepth(root: unknown): void {
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new ProtocolError('a value that is nested too deeply')
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
