import type { Diagnostic } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { migrateState } from './migrate-state.ts'
import { type PlugState, plugKey, stateVersion } from './plug-state.ts'
import { checksumOf } from './render-state.ts'

export type ParsedState = { readonly state: PlugState } | { readonly problem: Diagnostic }

/**
 * Reads a state file's text. Total: whatever was cut off or overwritten is a problem with its place, never an exception.
 *
 * @param expected the plug that the file's path names
 */
export function parseState(text: string, { file, expected }: { file: string; expected: PlugRef }): ParsedState {
  if (hasConflictMarks(text)) return conflict(file)
  const value = parseJson(text)
  if (value === undefined)
    return problem(file, 'STATE_UNREADABLE', 'the state is not valid JSON: it was cut off or edited')
  if (!isRecord(value)) return problem(file, 'STATE_UNREADABLE', 'the state is not an object')
  if (typeof value.version === 'number' && value.version > stateVersion)
    return problem(
      file,
      'STATE_TOO_NEW',
      `the state is of version ${value.version}; this Meshroom reads ${stateVersion}`,
    )
  const { checksum, ...content } = value
  if (value.version !== 1 && checksum !== checksumOf(content))
    return problem(file, 'STATE_UNREADABLE', 'the state is damaged: it is not what Meshroom wrote (checksum)')
  const migrated = migrateState(content)
  const fault = findStateFault(migrated, expected)
  if (fault !== undefined) return problem(file, 'STATE_UNREADABLE', `the state is damaged: ${fault}`)
  return { state: migrated as unknown as PlugState }
}

/** What of a value makes it no state of a plug; undefined when it is one. */
export function findStateFault(value: Readonly<Record<string, unknown>>, expected: PlugRef): string | undefined {
  if (value.version !== stateVersion) return 'version'
  if (!isPlugRef(value.plug) || plugKey(value.plug) !== plugKey(expected)) return 'plug does not match the file name'
  if (!['up', 'partial', 'down'].includes(String(value.status))) return 'status'
  if (!isOptionalString(value.format)) return 'format'
  if (!isOptionalString(value.undoingSince)) return 'undoingSince'
  if (!isRecord(value.outputs)) return 'outputs'
  if (value.putBy !== undefined && !(isTexts(value.putBy) && Object.values(value.putBy).every(isSide))) return 'putBy'
  if (!Array.isArray(value.steps)) return 'steps'
  const wrong = value.steps.findIndex((step) => !isStep(step))
  if (wrong >= 0) return `steps[${wrong}]`
  return value.failure === undefined || isFailure(value.failure) ? undefined : 'failure'
}

const roles = new Set(['consumer', 'producer', 'trigger', 'executor'])

const outcomes = new Set(['done', 'failed', 'interrupted', 'outdated', 'drifted'])

function isStep(step: unknown): boolean {
  return (
    isRecord(step) &&
    isSide(step.side) &&
    roles.has(String(step.role)) &&
    outcomes.has(String(step.outcome)) &&
    (step.replace === undefined || step.replace === true) &&
    isOptionalString(step.by) &&
    isOptionalString(step.detail) &&
    [step.product, step.instance, step.target, step.hook, step.at].every((field) => typeof field === 'string') &&
    isInputs(step.inputs)
  )
}

function isInputs(inputs: unknown): boolean {
  return (
    isRecord(inputs) &&
    isRecord(inputs.instance) &&
    isRecord(inputs.peer) &&
    isRecord(inputs.plug) &&
    isOptionalString(inputs.format) &&
    typeof inputs.definition === 'string' &&
    typeof inputs.code === 'string' &&
    (inputs.secrets === undefined || isTexts(inputs.secrets)) &&
    (inputs.integration === undefined || isIntegration(inputs.integration))
  )
}

function isIntegration(value: unknown): boolean {
  return (
    isRecord(value) &&
    roles.has(String(value.role)) &&
    isMode(value.mode) &&
    isOptionalString(value.topic) &&
    isOptionalString(value.format) &&
    typeof value.ownsBoth === 'boolean' &&
    isRecord(value.manifest) &&
    typeof value.file === 'string'
  )
}

function isFailure(value: unknown): boolean {
  return (
    isRecord(value) &&
    [value.action, value.hook, value.code, value.message, value.at].every((f) => typeof f === 'string') &&
    [value.hint, value.file].every(isOptionalString) &&
    [value.line, value.column].every((place) => place === undefined || Number.isSafeInteger(place))
  )
}

function isSide(value: unknown): boolean {
  return value === 'source' || value === 'destination'
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}

function isPlugRef(value: unknown): value is PlugRef {
  if (!isRecord(value)) return false
  return [value.source, value.destination, value.topic].every((name) => typeof name === 'string') && isMode(value.mode)
}

function isMode(value: unknown): boolean {
  return value === 'push' || value === 'pull'
}

function isOptionalString(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** No line of JSON begins so. */
function hasConflictMarks(text: string): boolean {
  return /^<{7} /m.test(text) && /^>{7} /m.test(text)
}

function conflict(file: string): ParsedState {
  const message = 'git left conflict marks in it: both branches have changed what is recorded of the plug'
  const hint = `meshroom state repair takes this branch's side, to be made sure of by up; then git add ${file}`
  return problem(file, 'STATE_UNREADABLE', message, hint)
}

function problem(file: string, code: string, message: string, next = 'meshroom state repair'): ParsedState {
  const hint = code === 'STATE_TOO_NEW' ? 'npm install -g @meshroom/cli@latest' : next
  return { problem: { severity: 'error', code, message, hint, file, line: 1, column: 1 } }
}
