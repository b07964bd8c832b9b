import { type CapabilityData, complementOf, constraintOf, isSet } from './capability.ts'
import { refuseNumbers } from './invalid-capability.ts'

/**
 * Tells whether two capabilities meet: their roles complement each other (producer and consumer, trigger and executor), the topic is
 * equal or unset on one side, the mode is equal (`push` where unset), and format and each other constraint are equal or unset on one
 * side. Formats are compared without regard to case. The order of the two does not matter.
 *
 * @throws GraphError `GRAPH_INVALID_CAPABILITY` for a constraint that is NaN or infinite, as the graph does
 * @example
 * matchCapabilities(
 *   { role: 'producer', topic: 'events', mode: 'push', format: 'ECS' },
 *   { role: 'consumer', topic: 'events', mode: 'push', format: 'ecs' },
 * ) // true
 */
export function matchCapabilities(left: CapabilityData, right: CapabilityData): boolean {
  refuseNumbers(left)
  refuseNumbers(right)
  return (
    complementOf[left.role] === right.role &&
    (left.mode ?? 'push') === (right.mode ?? 'push') &&
    equalOrUnset(left.topic, right.topic) &&
    equalOrUnset(left.format?.toLowerCase(), right.format?.toLowerCase()) &&
    constraintsAgree(left, right)
  )
}

function constraintsAgree(left: CapabilityData, right: CapabilityData): boolean {
  for (const key in left) {
    if (key === 'role' || key === 'topic' || key === 'mode' || key === 'format') continue
    if (!equalOrUnset(left[key], constraintOf(right, key))) return false
  }
  return true
}

function equalOrUnset<T>(left: T | undefined, right: T | undefined): boolean {
  return !isSet(left) || !isSet(right) || left === right
}
