import { GraphError } from '../graph-error.ts'
import type { CapabilityData } from './capability.ts'

/** Refuses a capability; where it stands is for the caller to add. */
export function invalidCapability(fault: string): GraphError {
  return new GraphError('GRAPH_INVALID_CAPABILITY', `a capability cannot be read: ${fault}`, {
    hint: 'give each capability a role (consumer, producer, trigger, executor) and plain values',
  })
}

/** What is no number equals nothing, not even itself, and infinity cannot be written as JSON: neither says what a capability can do. */
export function refuseNumber(key: string, value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalidCapability(`${key} is ${value}`)
}

export function refuseNumbers(capability: CapabilityData): void {
  for (const key in capability) refuseNumber(key, capability[key])
}
