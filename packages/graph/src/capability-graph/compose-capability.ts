import type { CapabilityData, ConstraintValue } from '../match/capability.ts'

/** A declaration in one piece: frozen, mode spelt out, unset keys left out, constraints sorted by key. */
export function composeCapability(
  { role, topic, mode, format }: Pick<CapabilityData, 'role' | 'topic' | 'mode' | 'format'>,
  constraints: readonly (readonly [string, ConstraintValue])[],
): CapabilityData {
  // Assigned key by key, so that equal sets of keys share their layout in memory.
  const normal: Record<string, ConstraintValue> = { role }
  if (topic !== undefined) normal.topic = topic
  normal.mode = mode ?? 'push'
  if (format !== undefined) normal.format = format
  for (const [key, value] of constraints) setOwn(normal, key, value)
  return Object.freeze(normal) as unknown as CapabilityData
}

/** Assigns even where objects inherit a setter of that name. */
function setOwn(target: Record<string, ConstraintValue>, key: string, value: ConstraintValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true })
  else target[key] = value
}
