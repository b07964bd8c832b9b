import { type CapabilityData, type ConstraintValue, constraintKeys, isSet } from '../match/capability.ts'
import { invalidCapability, refuseNumber } from '../match/invalid-capability.ts'
import { composeCapability } from './compose-capability.ts'
import { FacetValues } from './facet-values.ts'
import { IntList } from './int-list.ts'
import { mixHash } from './mix-hash.ts'
import type { Shape } from './shape.ts'
import { formatFacet, type ShapeNode, ShapeTree, stepTo, topicFacet } from './shape-tree.ts'

/**
 * Every distinct declaration once, by a number, in flat arrays: the number of its shape, and that of the value of each facet, equal exactly
 * when the values match. It only grows, so that graphs made from one another share it; to each of them it looks immutable.
 */
export class DeclarationTable {
  readonly #tree = new ShapeTree()
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

  get shapes(): readonly Shape[] {
    return this.#tree.shapes
  }

  get size(): number {
    return this.#shapeOf.length
  }

  /** Shapes of one role and mode. */
  shapesAt(end: number): readonly Shape[] {
    return this.#tree.shapesAt(end)
  }

  shapeOf(id: number): Shape {
    return this.#tree.shapes[this.#shapeOf.items[id]!]!
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
    return this.#find(node.shape ?? this.#tree.addShape(node, (facet) => this.#facets[facet]!.name))
  }

  #readValues(capability: CapabilityData): ShapeNode {
    const { role, topic, mode, format } = capability
    const root = this.#tree.rootOf(capability)
    if (root === undefined) throw invalidCapability(`role "${role}" with mode "${mode}" is none that there is`)
    this.#read.length = 0
    if (isSet(topic)) this.#read.push(this.#facets[topicFacet]!.numberOf(topic))
    if (!isSet(format)) return this.#constrain(root, capability)
    const written = this.#formats.numberOf(format)
    this.#folded[written] ??= this.#facets[formatFacet]!.numberOf(format.toLowerCase())
    this.#read.push(this.#folded[written])
    const node = this.#constrain(root, capability)
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
    return stepTo(node, facet)
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
