/** What a product does with a topic (data: `consumer`, `producer`) or with an action (`trigger`, `executor`). */
export type Role = 'consumer' | 'producer' | 'trigger' | 'executor'

/** `push`: the source is active and the destination passive (syslog forwarding). `pull`: the reverse (HTTP GET). */
export type Mode = 'push' | 'pull'

/** The value of a constraint that narrows a capability, such as `protocol: 'tcp'`. */
export type ConstraintValue = string | number | boolean

/**
 * One thing that a product can do, as plain data. Every key besides `role`, `topic`, `mode` and `format` is a constraint.
 *
 * An unset `topic` matches any topic, an unset `format` or constraint any value; an unset `mode` is `push`.
 *
 * @example
 * const syslog: CapabilityData = { role: 'consumer', topic: 'events', mode: 'push', format: 'syslog', protocol: 'tcp' }
 */
export interface CapabilityData {
  readonly role: Role
  readonly topic?: string | undefined
  readonly mode?: Mode | undefined
  readonly format?: string | undefined
  readonly [constraint: string]: ConstraintValue | undefined
}

/** A capability whose constraints stand in an object of their own, as `@meshroom/model` reads it from a manifest. */
export interface DeclaredCapability {
  readonly role: Role
  readonly topic?: string | undefined
  readonly mode: Mode
  readonly format?: string | undefined
  readonly constraints: Readonly<Record<string, ConstraintValue>>
}

/** The roles at the source of a flow, each with the role that answers it at the destination. */
const destinationOf = { producer: 'consumer', trigger: 'executor' } as const satisfies Partial<Record<Role, Role>>

/** The role that answers `role`: what a capability of it needs at the other end. */
export const complementOf: Readonly<Record<Role, Role>> = {
  ...destinationOf,
  consumer: 'producer',
  executor: 'trigger',
}

/** Whether data or orders leave a product through this role. */
export function isSource(role: Role): boolean {
  return role in destinationOf
}

/** Keys of a capability that are not constraints. */
const ownKeys: ReadonlySet<string> = new Set(['role', 'topic', 'mode', 'format'])

/** Names of the constraints that are set, sorted by code units. */
export function constraintKeys(capability: CapabilityData): string[] {
  return Object.keys(capability)
    .filter((key) => !ownKeys.has(key) && isSet(capability[key]))
    .sort()
}

/** Plain data from elsewhere may say `null` where nothing is meant. */
export function isSet<T>(value: T | undefined | null): value is T {
  return value !== undefined && value !== null
}

/** The value of a constraint; never what objects inherit under that name. */
export function constraintOf(capability: CapabilityData, key: string): ConstraintValue | undefined {
  return Object.hasOwn(capability, key) ? capability[key] : undefined
}
