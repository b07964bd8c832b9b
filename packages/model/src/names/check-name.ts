/** What is wrong with a name; a `warning` names something that works here but not everywhere. */
export interface NameProblem {
  readonly severity: 'error' | 'warning'
  readonly code: 'NAME_INVALID' | 'NAME_NOT_PORTABLE'
  readonly message: string
}

const LONGEST_NAME = 128
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i
const FORBIDDEN_ON_WINDOWS = /[<>:"|?*]|[. ]$/

/**
 * Judges a name that becomes a folder or a file's name: of a product, an instance, a topic.
 *
 * @returns undefined when the name is good
 * @example
 * checkName('../etc') // { severity: 'error', code: 'NAME_INVALID', message: 'must not contain "/"' }
 */
export function checkName(name: string): NameProblem | undefined {
  const fault = findFault(name)
  if (fault !== undefined) return { severity: 'error', code: 'NAME_INVALID', message: fault }
  const limit = findPortabilityLimit(name)
  return limit === undefined ? undefined : { severity: 'warning', code: 'NAME_NOT_PORTABLE', message: limit }
}

function findFault(name: string): string | undefined {
  if (name === '') return 'must not be empty'
  if (name.length > LONGEST_NAME) return `must not be longer than ${LONGEST_NAME} characters`
  if (CONTROL.test(name)) return 'must not contain control characters'
  const separator = /[/\\]/.exec(name)?.[0]
  if (separator !== undefined) return `must not contain "${separator}"`
  if (name.startsWith('.')) return 'must not start with a dot'
  if (name.includes('..')) return 'must not contain ".."'
  if (name.startsWith('-')) return 'must not start with a dash, which the command line reads as a flag'
  if (name.trim() !== name) return 'must not start or end with a space'
  return undefined
}

function findPortabilityLimit(name: string): string | undefined {
  if (RESERVED_ON_WINDOWS.test(name)) return 'is reserved on Windows'
  const forbidden = FORBIDDEN_ON_WINDOWS.exec(name)?.[0]
  if (forbidden !== undefined) return `cannot be a file's name on Windows because of "${forbidden}"`
  return undefined
}
