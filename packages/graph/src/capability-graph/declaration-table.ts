import {
  type CapabilityData,
  type ConstraintValue,
  constraintKeys,
  isSet,
  type Mode,
  type Role,
} from '../match/capability.ts'
import { invalidCapability, refuseNumber } from '../match/invalid-capability.ts'
import { type Declaration, declare, type Vocabulary } from './declaration.ts'

/** Declarations that have said the same so far; `id` is the one that says no more, or -1. */
interface Node {
  id: number
  /** What further constraints lead to: by key, then value. */
  next: Map<string, Map<unknown, Node>> | undefined
}

type Formats = Map<string | undefined, Node>
type Topics = Map<string | undefined, Formats>

const roles: Readonly<Record<Role, number>> = { producer: 0, consumer: 1, trigger: 2, executor: 3 }
const modes: Readonly<Record<Mode, number>> = { push: 0, pull: 4 }

/**
 * Every distinct declaration once, by a number. It only grows, so that graphs made from one another share it; to each of them it
 * looks immutable.
 */
export class DeclarationTable {
  readonly declarations: Declaration[] = []
  readonly #topics: readonly Topics[] = Array.from({ length: 8 }, () => new Map())
  readonly #vocabulary = new SharedVocabulary()

  /**
   * The number of a declaration; equal for those that say the same word for word, whatever the order of their keys.
   *
   * @throws GraphError `GRAPH_INVALID_CAPABILITY`
   */
  intern(capability: CapabilityData): number {
    if (typeof capability !== 'object' || capability === null) throw invalidCapability('it is no object')
    const node = this.#constrain(this.#find(capability), capability)
    if (node.id < 0) {
      refuseInvalid(capability)
      node.id = this.declarations.push(declare(capability, this.#vocabulary)) - 1
    }
    return node.id
  }

  #find({ role, topic, mode, format }: CapabilityData): Node {
    const topics = this.#topics[roles[role] + modes[mode ?? 'push']]
    if (topics === undefined) throw invalidCapability(`role "${role}" with mode "${mode}" is none that there is`)
    const formats: Formats = getOrAdd(topics, topic ?? undefined, () => new Map())
    return getOrAdd(formats, format ?? undefined, newNode)
  }

  /** Most capabilities have no constraint or one, and there may be hundreds of thousands: keys are sorted only when there are more. */
  #constrain(start: Node, capability: CapabilityData): Node {
    let only: string | undefined
    for (const key in capability) {
      if (key === 'role' || key === 'topic' || key === 'mode' || key === 'format' || !isSet(capability[key])) continue
      if (only !== undefined) return this.#constrainByKeys(start, capability)
      only = key
    }
    return only === undefined ? start : step(start, only, capability[only])
  }

  #constrainByKeys(start: Node, capability: CapabilityData): Node {
    return constraintKeys(capability).reduce((node, key) => step(node, key, capability[key]), start)
  }
}

/** Numbers of values begin at 0 for each facet. */
class SharedVocabulary implements Vocabulary {
  readonly #values = new Map<string, Map<ConstraintValue, number>>()
  readonly #facets = new Map<string, readonly string[]>()

  numberValue(facet: string, value: ConstraintValue): number {
    const values = getOrAdd(this.#values, facet, () => new Map())
    return getOrAdd(values, value, () => values.size)
  }

  shareFacets(facets: readonly string[]): readonly string[] {
    return getOrAdd(this.#facets, JSON.stringify(facets), () => facets)
  }
}

function step(node: Node, key: string, value: unknown): Node {
  node.next ??= new Map()
  const values: Map<unknown, Node> = getOrAdd(node.next, key, () => new Map())
  return getOrAdd(values, value, newNode)
}

const newNode = (): Node => ({ id: -1, next: undefined })

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
  if (text) throw invalidCapability(`${text} is not a string`)
  const constraints = constraintKeys(capability)
  const constraint = constraints.find((key) => !isConstraintValue(capability[key]))
  for (const key of constraints) refuseNumber(key, capability[key])
  if (constraint !== undefined) throw invalidCapability(`${constraint} is not a string, number or boolean`)
}

function isConstraintValue(value: unknown): value is ConstraintValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
