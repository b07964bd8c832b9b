import type { HookOptions } from '@meshroom/hooks-sdk'
import { suggestName } from '@meshroom/model'
import type { Expression } from 'acorn'
import { type LiteralEntry, type LiteralReader, type LiteralValue, NotLiteral } from './read-literal.ts'
import type { Report } from './report-place.ts'

interface OptionRule {
  readonly must: string
  readonly accepts: (value: LiteralValue) => boolean
}

const text: OptionRule = {
  must: 'must be a text that is not empty',
  accepts: (value) => typeof value === 'string' && value !== '',
}
const flag: OptionRule = { must: 'must be true or false', accepts: (value) => typeof value === 'boolean' }

const rules: Readonly<Record<keyof HookOptions, OptionRule>> = {
  topic: text,
  mode: { must: "must be 'push' or 'pull'", accepts: (value) => value === 'push' || value === 'pull' },
  format: text,
  title: text,
  order: {
    must: "must be 'first', 'last' or a number",
    accepts: (value) => value === 'first' || value === 'last' || Number.isFinite(value),
  },
  ownsBoth: flag,
  keepWhenOverloaded: flag,
  requires: {
    must: 'must be a list of keys',
    accepts: (value) => Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== ''),
  },
  replace: flag,
  settles: flag,
  timeout: {
    must: 'must be a number of milliseconds above 0',
    accepts: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  },
}

/**
 * Reads a hook's first argument, its topic or its options.
 *
 * @returns undefined when the hook cannot be used; why has been reported
 */
export function readHookOptions(node: Expression, reader: LiteralReader, report: Report): HookOptions | undefined {
  try {
    const literal = reader.resolve(node)
    if (literal.type !== 'ObjectExpression') return readTopic(node, reader.read(literal), report)
    return checkEntries(reader.entries(literal), report)
  } catch (error) {
    if (!(error instanceof NotLiteral)) throw error
    report(error.node, 'HOOK_OPTION_NOT_LITERAL', `an option of a hook must be a literal: this ${error.message}`, {
      hint: 'write the value itself, or the name of a const of this file: hooks are found by reading, never by running',
    })
    return undefined
  }
}

function readTopic(node: Expression, value: LiteralValue, report: Report): HookOptions | undefined {
  if (typeof value === 'string' && value !== '') return { topic: value }
  report(node, 'HOOK_OPTION_WRONG_TYPE', 'the first argument must be a topic, or an object of options')
  return undefined
}

function checkEntries(entries: ReadonlyMap<string, LiteralEntry>, report: Report): HookOptions | undefined {
  const verdicts = [...entries].map(([key, entry]) => checkEntry(key, entry, report))
  if (verdicts.includes(false)) return undefined
  const known = [...entries].filter(([key, { value }]) => Object.hasOwn(rules, key) && value !== undefined)
  return Object.fromEntries(known.map(([key, { value }]) => [key, value]))
}

/** A slip of a known key could change what the hook serves, so it is an error; any other key may come from a newer SDK. */
function checkEntry(key: string, { key: keyNode, node, value }: LiteralEntry, report: Report): boolean {
  const rule = Object.hasOwn(rules, key) ? rules[key as keyof HookOptions] : undefined
  if (rule !== undefined) {
    if (value === undefined || rule.accepts(value)) return true
    report(node, 'HOOK_OPTION_WRONG_TYPE', `"${key}" ${rule.must}`)
    return false
  }
  const near = suggestName(key, Object.keys(rules))
  const severity = near === undefined ? 'warning' : 'error'
  const hint = near === undefined ? `options are: ${Object.keys(rules).join(', ')}` : `did you mean "${near}"?`
  report(keyNode, 'HOOK_OPTION_UNKNOWN', `a hook has no option "${key}"`, { severity, hint })
  return near === undefined
}
