import type { Capability } from './capability.ts'

/**
 * Says a capability in one line, as lists and messages do.
 *
 * @example
 * capabilityLabel({ role: 'producer', topic: 'threats', mode: 'pull', format: 'stix', constraints: {} })
 * // 'threats producer (pull, stix)'
 */
export function capabilityLabel(
  capability: Pick<Capability, 'role' | 'topic' | 'mode' | 'format'> & Partial<Capability>,
): string {
  const constraints = Object.entries(capability.constraints ?? {}).map(([key, value]) => `${key}: ${value}`)
  const narrowed = [capability.mode, ...(capability.format === undefined ? [] : [capability.format]), ...constraints]
  return `${capability.topic ?? 'any topic'} ${capability.role} (${narrowed.join(', ')})`
}
