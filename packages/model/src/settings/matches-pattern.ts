import { createContext, Script } from 'node:vm'

/** Longest that a pattern may take on one value, in milliseconds. */
const TIME_LIMIT = 100
/** Time of the processor, in microseconds, without which it is tried again: the machine was busy with something else. */
const HALF_THE_LIMIT = 50_000
const MOST_TRIES = 20
/** A value longer than this is not tried at all. */
const LONGEST_VALUE = 65_536

/**
 * Tries a pattern, as JSON Schema understands it: anywhere in the value, Unicode where the pattern allows it. Patterns come
 * from product definitions, and some take exponential time; the engine stops them, whatever they look like.
 */
export function matchesPattern(pattern: string, value: string): 'matches' | 'mismatch' | 'invalid' | 'too-slow' {
  const expression = compilePattern(pattern)
  if (expression === undefined) return 'invalid'
  if (value.length > LONGEST_VALUE) return 'too-slow'
  const begun = process.cpuUsage()
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      return testWithLimit(expression, value) ? 'matches' : 'mismatch'
    } catch {
      const { user, system } = process.cpuUsage(begun)
      if (user + system > HALF_THE_LIMIT) break
    }
  }
  return 'too-slow'
}

/** The pattern as an expression, or undefined when it is not one. */
export function compilePattern(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      // Patterns written without Unicode in mind, such as `[\w-.]`, are tried without it.
    }
  }
  return undefined
}

const tryOut = new Script('expression.test(value)')

function testWithLimit(expression: RegExp, value: string): boolean {
  const context = createContext({ expression, value })
  return tryOut.runInContext(context, { timeout: TIME_LIMIT }) === true
}
