import {
  type CapabilityData,
  type ConstraintValue,
  complementOf,
  constraintKeys,
  isSet,
  isSource,
  type Mode,
  type Role,
} from '../match/capability.ts'
import { invalidCapability, refuseNumber } from '../match/invalid-capability.ts'
import { composeCapability } from './compose-capability.ts'
import { FacetValues } from './facet-values.ts'
import { IntList } from './int-list.ts'
import { mixHash } from './mix-hash.ts'
import type { Shape } from './shape.ts'

const roles: Readonly<Record<Role, number>> = { producer: 0, consumer: 1, trigger: 2, executor: 3 }
const modes: Readonly<Record<Mode, number>> = { push: 0, pull: 4 }
const topicFacet = 0
const formatFacet = 1

/** Numbers of role and mode at the source of a flow. */
export const sourceEnds: readonly number[] = Object.values(modes).flatMap((mode) =>
  [roles.producer, roles.trigger].map((role) => role + mode),
)

/** What declarations that set the same so far can set further. */
interface ShapeNode {
  readonly role: Role
  readonly mode: Mode
  readonly facets: readonly number[]
  shape: Shape | undefined
  next: Map<number, ShapeNode> | undefined
}

/**
 * Every distinct declaration once, by a number, in flat arrays: the number of its shape, and that of the value of each facet, equal exactly
 * when the values match. It only grows, so that graphs made from one another share it; to each of them it looks immutable.
 */
export class DeclarationTable {
  readonly shapes: Shape[] = []
  readonly #shapesByEnd: readonly Shape[][] = Array.from({ length: 8 }, () => [])
  readonly #roots: readonly ShapeNode[]
  readonly #facets: FacetValues[] = [
    new FacetValues('topic', refuseNoText('topic')),
    new FacetValues('format', () => {}),
  ]
  readonly #facetNumbers = new Map<string, number>()
  /** Formats as they are written, and for each the number of what they match as. */
  readonly #formats = new FacetValues('format', refuseNoText('format'))
  readonly #folded: number[] = []
  readonly #shapeOf = new IntList()
  /** Where the values of each declaration begin; after those of its facets stands its format as it is written. */
  readonly #starts = new IntList()
  readonly #values = new IntList()
  readonly #capabilities: (CapabilityData | undefined)[] = []
  /** Declarations by the hash of all that they say, counted from 1. */
  #buckets = new Int32Array(256)
  /** The values of the declaration that is being read. */
  readonly #read: number[] = []

  constructor() {
    this.#roots = Object.keys(modes).flatMap((mode) =>
      Object.keys(roles).flatMap((role) => rootsOf(role as Role, mode as Mode)),
    )
  }

  get size(): number {
    return this.#shapeOf.length
  }

  /** Shapes of one role and mode. */
  shapesAt(end: number): readonly Shape[] {
    return this.#shapesByEnd[end]!
  }

  shapeOf(id: number): Shape {
    return this.shapes[this.#shapeOf.items[id]!]!
  }

  /** The number of the value of a facet, by its place in the shape. */
  valueAt(id: number, position: number): number {
    return this.#values.items[this.#starts.items[id]! + position]!
  }

  topicOf(id: number): string | undefined {
    if (this.shapeOf(id).facets[0] !== topicFacet) return undefined
    return this.#facets[topicFacet]!.values[this.valueAt(id, 0)] as string
  }

  formatOf(id: number): string | undefined {
    const { facets } = this.shapeOf(id)
    return facets.includes(formatFacet) ? (this.#formats.values[this.valueAt(id, facets.length)] as string) : undefined
  }

  /** A declaration as it was made, put together when it is first asked for. */
  capability(id: number): CapabilityData {
    const known = this.#capabilities[id]
    if (known !== undefined) return known
    const { role, mode, constraints } = this.shapeOf(id)
    const set = constraints.map(({ key, position }) => [key, this.#valueOf(id, position)] as const)
    const made = composeCapability({ role, mode, topic: this.topicOf(id), format: this.formatOf(id) }, set)
    this.#capabilities[id] = made
    return made
  }

  /** Declarations are ordered by role, topic, mode and format, unset before set, as these texts are by code units; */
  groupOf(id: number): string {
    const { role, mode } = this.shapeOf(id)
    return [role, optional(this.topicOf(id)), mode, optional(this.formatOf(id))].join('\u0000')
  }

  /** and then by their constraints. */
  textOf(id: number): string {
    const { constraints } = this.shapeOf(id)
    return constraints
      .map(({ key, position }) => `${JSON.stringify(key)}:${JSON.stringify(this.#valueOf(id, position))}`)
      .join()
  }

  #valueOf(id: number, position: number): ConstraintValue {
    return this.#facets[this.shapeOf(id).facets[position]!]!.values[this.valueAt(id, position)]!
  }

  /**
   * The number of a declaration; equal for those that say the same word for word, whatever the order of their keys.
   *
   * @throws GraphError `GRAPH_INVALID_CAPABILITY`
   */
  intern(capability: CapabilityData): number {
    if (typeof capability !== 'object' || capability === null) throw invalidCapability('it is no object')
    const node = this.#readValues(capability)
    node.shape ??= this.#addShape(node)
    return this.#find(node.shape)
  }

  #readValues(capability: CapabilityData): ShapeNode {
    const { role, topic, mode, format } = capability
    const root = (roles[role] + modes[mode ?? 'push']) * 4 + (isSet(topic) ? 1 : 0) + (isSet(format) ? 2 : 0)
    if (this.#roots[root] === undefined)
      throw invalidCapability(`role "${role}" with mode "${mode}" is none that there is`)
    this.#read.length = 0
    if (isSet(topic)) this.#read.push(this.#facets[topicFacet]!.numberOf(topic))
    if (!isSet(format)) return this.#constrain(this.#roots[root], capability)
    const written = this.#formats.numberOf(format)
    this.#folded[written] ??= this.#facets[formatFacet]!.numberOf(format.toLowerCase())
    this.#read.push(this.#folded[written])
    const node = this.#constrain(this.#roots[root], capability)
    this.#read.push(written)
    return node
  }

  /** Most capabilities have no constraint or one, and there may be hundreds of thousands: keys are sorted only when there are more. */
  #constrain(start: ShapeNode, capability: CapabilityData): ShapeNode {
    let only: string | undefined
    for (const key in capability) {
      if (key === 'role' || key === 'topic' || key === 'mode' || key === 'format' || !isSet(capability[key])) continue
      if (only !== undefined) return this.#constrainInOrder(start, capability)
      only = key
    }
    return only === undefined ? start : this.#step(start, this.#facetNumber(only), capability[only])
  }

  #constrainInOrder(start: ShapeNode, capability: CapabilityData): ShapeNode {
    const keys = constraintKeys(capability).map((key) => [this.#facetNumber(key), key] as const)
    return keys
      .sort(([a], [b]) => a - b)
      .reduce((node, [facet, key]) => this.#step(node, facet, capability[key]), start)
  }

  #facetNumber(key: string): number {
    const known = this.#facetNumbers.get(key)
    if (known !== undefined) return known
    const number = this.#facets.push(new FacetValues(key, refuseNoConstraint(key))) - 1
    this.#facetNumbers.set(key, number)
    return number
  }

  #step(node: ShapeNode, facet: number, value: unknown): ShapeNode {
    this.#read.push(this.#facets[facet]!.numberOf(value))
    node.next ??= new Map()
    const known = node.next.get(facet)
    if (known !== undefined) return known
    const next = newNode(node.role, node.mode, [...node.facets, facet])
    node.next.set(facet, next)
    return next
  }

  #addShape({ role, mode, facets }: ShapeNode): Shape {
    const end = roles[role] + modes[mode]
    const shape: Shape = {
      id: this.shapes.length,
      role,
      mode,
      source: isSource(role),
      end,
      opposite: roles[complementOf[role]] + modes[mode],
      facets,
      constraints: facets
        .map((facet, position) => ({ key: this.#facets[facet]!.name, position }))
        .filter(({ position }) => facets[position]! > formatFacet)
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
      members: [],
      groupings: new Map(),
      shared: new Map(),
    }
    this.shapes.push(shape)
    this.#shapesByEnd[end]!.push(shape)
    return shape
  }

  #find(shape: Shape): number {
    const mask = this.#buckets.length - 1
    for (let at = this.#hashRead(shape) & mask; ; at = (at + 1) & mask) {
      const id = this.#buckets[at]! - 1
      if (id < 0) return this.#add(shape, at)
      if (this.#shapeOf.items[id] === shape.id && this.#isRead(id)) return id
    }
  }

  #isRead(id: number): boolean {
    const start = this.#starts.items[id]!
    for (let i = 0; i < this.#read.length; i++) if (this.#values.items[start + i] !== this.#read[i]) return false
    return true
  }

  #add(shape: Shape, bucket: number): number {
    const id = this.size
    this.#shapeOf.push(shape.id)
    this.#starts.push(this.#values.length)
    for (const value of this.#read) this.#values.push(value)
    shape.members.push(id)
    this.#buckets[bucket] = id + 1
    if (this.size * 2 > this.#buckets.length) this.#spread()
    return id
  }

  #hashRead({ id }: Shape): number {
    let hash = mixHash(0, id)
    for (let i = 0; i < this.#read.length; i++) hash = mixHash(hash, this.#read[i]!)
    return hash
  }

  /** Doubles the hash table. */
  #spread(): void {
    const buckets = new Int32Array(this.#buckets.length * 2)
    const mask = buckets.length - 1
    for (let id = 0; id < this.size; id++) {
      let hash = mixHash(0, this.#shapeOf.items[id]!)
      const end = id + 1 < this.size ? this.#starts.items[id + 1]! : this.#values.length
      for (let i = this.#starts.items[id]!; i < end; i++) hash = mixHash(hash, this.#values.items[i]!)
      let at = hash & mask
      while (buckets[at] !== 0) at = (at + 1) & mask
      buckets[at] = id + 1
    }
    this.#buckets = buckets
  }
}

/** In the order of what a capability sets: nothing, a topic, a format, both. */
function rootsOf(role: Role, mode: Mode): ShapeNode[] {
  return [[], [topicFacet], [formatFacet], [topicFacet, formatFacet]].map((facets) => newNode(role, mode, facets))
}

function newNode(role: Role, mode: Mode, facets: readonly number[]): ShapeNode {
  return { role, mode, facets, shape: undefined, next: undefined }
}

function optional(text: string | undefined): string {
  return text === undefined ? '' : `=${text}`
}

function refuseNoText(facet: string): (value: unknown) => void {
  return (value) => {
    if (typeof value !== 'string') throw invalidCapability(`${facet} is not a string`)
  }
}

function refuseNoConstraint(key: string): (value: unknown) => void {
  return (value) => {
    refuseNumber(key, value)
    if (!isConstraintValue(value)) throw invalidCapability(`${key} is not a string, number or boolean`)
  }
}

function isConstraintValue(value: unknown): value is ConstraintValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
