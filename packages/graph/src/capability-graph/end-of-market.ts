import type { DeclarationTable } from './declaration-table.ts'
import type { Shape } from './shape.ts'

/** So few members of a shape are tried one by one; more are looked up. */
export const few = 16

/**
 * The declarations of one role and mode: shapes with many members, and all others together by their topic, so that thousands of keys that
 * hardly anyone sets cost no more than the declarations that set them.
 */
export class EndOfMarket {
  readonly large: readonly Shape[]
  /** Members of small shapes. */
  readonly rare: readonly number[]
  readonly #byTopic: ReadonlyMap<string | undefined, readonly number[]>
  readonly #table: DeclarationTable

  constructor(table: DeclarationTable, end: number) {
    const shapes = table.shapesAt(end)
    this.#table = table
    this.large = shapes.filter(({ members }) => members.length > few)
    this.rare = shapes.filter(({ members }) => members.length <= few).flatMap(({ members }) => members)
    this.#byTopic = Map.groupBy(this.rare, (id) => table.topicOf(id))
  }

  /** Members of small shapes that the topic of a declaration does not rule out. */
  *rareLike(id: number): Generator<number, undefined> {
    const topic = this.#table.topicOf(id)
    if (topic === undefined) yield* this.rare
    else {
      yield* this.#byTopic.get(topic) ?? []
      yield* this.#byTopic.get(undefined) ?? []
    }
  }
}
