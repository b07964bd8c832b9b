import { GraphError } from '../graph-error.ts'
import {
  type CapabilityData,
  type ConstraintValue,
  constraintKeys,
  isSet,
  type Mode,
  type Role,
} from '../match/capability.ts'
import { type Declaration, declare } from './declaration.ts'

/** Declarations of one role, mode, topic and format: at most one without constraints, and those with. */
interface Leaf {
  plain: number
  constrained: Map<string, number> | undefined
}

type Formats = Map<string | undefined, Leaf>

const roles: Readonly<Record<Role, number>> = { producer: 0, consumer: 1, trigger: 2, executor: 3 }
const modes: Readonly<Record<Mode, number>> = { push: 0, pull: 4 }

/**
 * Every distinct declaration once, by a number. It only grows, so that graphs made from one another share it; to each of them it
 * looks immutable.
 */
export class DeclarationTable {
  readonly declarations: Declaration[] = []
  readonly #topics = Array.from({ length: 8 }, () => new Map<string | undefined, Formats>())
  readonly #values = new Map<string, number>()

  /**
   * The number of a declaration; equal for those that say the same word for word, whatever the order of their keys.
   *
   * @throws GraphError `GRAPH_INVALID_CAPABILITY`
   */
  intern(capability: CapabilityData): number {
    const leaf = this.#leafOf(capability)
    if (!hasConstraints(capability)) {
      if (leaf.plain < 0) leaf.plain = this.#add(capability)
      return leaf.plain
    }
    leaf.constrained ??= new Map()
    const text = constraintText(capability)
    const known = leaf.constrained.get(text)
    if (known !== undefined) return known
    const id = this.#add(capability)
    leaf.constrained.set(text, id)
    return id
  }

  #leafOf({ role, topic, mode, format }: CapabilityData): Leaf {
    const topics = this.#topics[roles[role] + modes[mode ?? 'push']]
    if (topics === undefined) throw invalid(`role "${role}" with mode "${mode}" is none that there is`)
    const formats = getOrAdd(topics, topic ?? undefined, () => new Map())
    return getOrAdd(formats, format ?? undefined, () => ({ plain: -1, constrained: undefined }))
  }

  #add(capability: CapabilityData): number {
    refuseInvalid(capability)
    return this.declarations.push(declare(capability, this.#numberValue)) - 1
  }

  readonly #numberValue = (facet: string, value: unknown): number => {
    const key = `${facet}=${JSON.stringify(value)}`
    const known = this.#values.get(key)
    if (known !== undefined) return known
    this.#values.set(key, this.#values.size)
    return this.#values.size - 1
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function refuseInvalid(capability: CapabilityData): void {
  const text = (['topic', 'format'] as const).find(
    (key) => isSet(capability[key]) && typeof capability[key] !== 'string',
  )
  if (text) throw invalid(`${text} is not a string`)
  const constraint = constraintKeys(capability).find((key) => !isConstraintValue(capability[key]))
  if (constraint) throw invalid(`${constraint} is not a string, number or boolean`)
}

function invalid(fault: string): GraphError {
  return new GraphError('GRAPH_INVALID_CAPABILITY', `a capability cannot be read: ${fault}`, {
    hint: 'give each capability a role (consumer, producer, trigger, executor) and plain values',
  })
}

function isConstraintValue(value: unknown): value is ConstraintValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Looks no further than the first constraint: most capabilities have none, and there may be hundreds of thousands. */
function hasConstraints(capability: CapabilityData): boolean {
  for (const key in capability) {
    if (key === 'role' || key === 'topic' || key === 'mode' || key === 'format') continue
    if (isSet(capability[key])) return true
  }
  return false
}

function constraintText(capability: CapabilityData): string {
  return JSON.stringify(constraintKeys(capability).map((key) => [key, capability[key]]))
}
