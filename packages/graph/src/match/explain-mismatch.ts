import {
  type CapabilityData,
  type ConstraintValue,
  complementOf,
  constraintKeys,
  constraintOf,
  isSet,
  type Mode,
  type Role,
} from './capability.ts'
import { refuseNumbers } from './invalid-capability.ts'

/** One reason why two capabilities do not meet, with what each side says. */
export type MismatchReason =
  | { readonly kind: 'role'; readonly left: Role; readonly right: Role }
  | { readonly kind: 'topic'; readonly left: string; readonly right: string }
  | { readonly kind: 'mode'; readonly left: Mode; readonly right: Mode }
  | { readonly kind: 'format'; readonly left: string; readonly right: string }
  | {
      readonly kind: 'constraint'
      readonly key: string
      readonly left: ConstraintValue
      readonly right: ConstraintValue
    }

/**
 * Says why two capabilities do not meet: every reason, in the order role, topic, mode, format, constraints by key.
 *
 * @returns an empty list when they match
 * @throws GraphError `GRAPH_INVALID_CAPABILITY` for a constraint that is NaN or infinite
 * @example
 * explainMismatch({ role: 'producer', topic: 'alerts', mode: 'pull' }, { role: 'consumer', topic: 'alerts', mode: 'push' })
 * // [{ kind: 'mode', left: 'pull', right: 'push' }]
 */
export function explainMismatch(left: CapabilityData, right: CapabilityData): readonly MismatchReason[] {
  refuseNumbers(left)
  refuseNumbers(right)
  return [
    ...differentRoles(left, right),
    ...differentTopics(left, right),
    ...differentModes(left, right),
    ...differentFormats(left, right),
    ...differentConstraints(left, right),
  ]
}

function differentRoles(left: CapabilityData, right: CapabilityData): MismatchReason[] {
  return complementOf[left.role] === right.role ? [] : [{ kind: 'role', left: left.role, right: right.role }]
}

function differentTopics({ topic: left }: CapabilityData, { topic: right }: CapabilityData): MismatchReason[] {
  return !isSet(left) || !isSet(right) || left === right ? [] : [{ kind: 'topic', left, right }]
}

function differentModes(a: CapabilityData, b: CapabilityData): MismatchReason[] {
  const [left, right] = [a.mode ?? 'push', b.mode ?? 'push']
  return left === right ? [] : [{ kind: 'mode', left, right }]
}

function differentFormats({ format: left }: CapabilityData, { format: right }: CapabilityData): MismatchReason[] {
  if (!isSet(left) || !isSet(right) || left.toLowerCase() === right.toLowerCase()) return []
  return [{ kind: 'format', left, right }]
}

function differentConstraints(left: CapabilityData, right: CapabilityData): MismatchReason[] {
  return constraintKeys(left).flatMap((key): MismatchReason[] => {
    const [mine, other] = [left[key], constraintOf(right, key)]
    if (!isSet(mine) || !isSet(other) || mine === other) return []
    return [{ kind: 'constraint', key, left: mine, right: other }]
  })
}
