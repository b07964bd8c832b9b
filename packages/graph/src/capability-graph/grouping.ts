import type { DeclarationTable } from './declaration-table.ts'
import { mixHash } from './mix-hash.ts'

/** Declarations of one shape in groups that agree on the facets at some positions: a hash table in flat arrays. */
export class Grouping {
  /** How many declarations are in it. */
  readonly size: number
  readonly #table: DeclarationTable
  readonly #positions: readonly number[]
  /** Declarations, group by group. */
  readonly #members: Int32Array
  /** Where each group begins, and at last where the last one ends. */
  readonly #starts: Int32Array
  /** Groups by the hash of their values, counted from 1. */
  readonly #buckets: Int32Array

  constructor(table: DeclarationTable, members: readonly number[], positions: readonly number[]) {
    this.size = members.length
    this.#table = table
    this.#positions = positions
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(this.size * 1.5 + 1)))
    const firsts: number[] = []
    const groups = Int32Array.from(members, (id) => this.#join(id, firsts))
    this.#starts = startsOf(groups, firsts.length)
    this.#members = arrange(members, groups, this.#starts)
  }

  get groups(): number {
    return this.#starts.length - 1
  }

  first(group: number): number {
    return this.#members[this.#starts[group]!]!
  }

  group(number: number): Int32Array {
    return this.#members.subarray(this.#starts[number], this.#starts[number + 1])
  }

  /** Those that agree with a declaration whose values of the same facets stand at `positions`; undefined when none does. */
  find(id: number, positions: readonly number[]): Int32Array | undefined {
    const mask = this.#buckets.length - 1
    for (let at = this.#hash(id, positions) & mask; ; at = (at + 1) & mask) {
      const group = this.#buckets[at]! - 1
      if (group < 0) return undefined
      if (this.#agree(id, positions, this.first(group))) return this.group(group)
    }
  }

  /** The group of a declaration; a new one, which it is the first of, when none agrees with it. */
  #join(id: number, firsts: number[]): number {
    const mask = this.#buckets.length - 1
    for (let at = this.#hash(id, this.#positions) & mask; ; at = (at + 1) & mask) {
      const group = this.#buckets[at]! - 1
      if (group < 0) {
        this.#buckets[at] = firsts.push(id)
        return firsts.length - 1
      }
      if (this.#agree(id, this.#positions, firsts[group]!)) return group
    }
  }

  #hash(id: number, positions: readonly number[]): number {
    let hash = 0
    for (let i = 0; i < positions.length; i++) hash = mixHash(hash, this.#table.valueAt(id, positions[i]!))
    return hash
  }

  #agree(id: number, positions: readonly number[], member: number): boolean {
    for (let i = 0; i < positions.length; i++) {
      if (this.#table.valueAt(id, positions[i]!) !== this.#table.valueAt(member, this.#positions[i]!)) return false
    }
    return true
  }
}

function startsOf(groups: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1)
  for (const group of groups) starts[group + 1]!++
  for (let group = 0; group < count; group++) starts[group + 1]! += starts[group]!
  return starts
}

function arrange(members: readonly number[], groups: Int32Array, starts: Int32Array): Int32Array {
  const next = starts.slice()
  const arranged = new Int32Array(members.length)
  for (let i = 0; i < members.length; i++) arranged[next[groups[i]!]!++] = members[i]!
  return arranged
}
