/** Texts whose code-unit order is that of the declarations: first by group, then by text. */
export interface OrderKeys {
  groupOf(id: number): string
  /** Different for each declaration of a group. */
  textOf(id: number): string
}

/**
 * The order of declarations. It is worked out as a whole when many are to be sorted for the first time; those that come later are put in
 * where they belong.
 */
export class DeclarationOrder {
  readonly #keys: OrderKeys
  /** Declarations in order, and the place of each in it. */
  #order: number[] = []
  #rank = new Int32Array(0)

  constructor(keys: OrderKeys) {
    this.#keys = keys
  }

  /** @param size how many declarations there are by now */
  sort(ids: readonly number[], size: number): number[] {
    if (this.#rank.length < size) {
      if (this.#rank.length === 0 && ids.length * few < size) return this.#sortByKey(ids)
      this.#extend(size)
    }
    const rank = this.#rank
    return [...ids].sort((a, b) => rank[a]! - rank[b]!)
  }

  /** Group by group: texts of a group are short, and nothing is compared across groups but their own. */
  #sortByKey(ids: readonly number[]): number[] {
    const groups = [...Map.groupBy(ids, (id) => this.#keys.groupOf(id))].sort(([a], [b]) => (a < b ? -1 : 1))
    return groups.flatMap(([, members]) => this.#sortByText(members))
  }

  #sortByText(ids: readonly number[]): readonly number[] {
    if (ids.length === 1) return ids
    const keyed = ids.map((id) => ({ id, text: this.#keys.textOf(id) }))
    return keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ id }) => id)
  }

  #extend(size: number): void {
    const known = this.#order
    const added = Array.from({ length: size - known.length }, (_, at) => known.length + at)
    this.#order =
      known.length < added.length * few ? this.#sortByKey([...known, ...added]) : this.#merge(this.#sortByKey(added))
    this.#rank = new Int32Array(size)
    for (let place = 0; place < size; place++) this.#rank[this.#order[place]!] = place
  }

  #merge(added: readonly number[]): number[] {
    const merged: number[] = []
    let taken = 0
    for (const id of added) {
      const place = this.#placeFor(id)
      for (; taken < place; taken++) merged.push(this.#order[taken]!)
      merged.push(id)
    }
    for (; taken < this.#order.length; taken++) merged.push(this.#order[taken]!)
    return merged
  }

  #placeFor(id: number): number {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isBefore(this.#order[middle]!, id)) low = middle + 1
      else high = middle
    }
    return low
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#keys.groupOf(a), this.#keys.groupOf(b)]
    return left === right ? this.#keys.textOf(a) < this.#keys.textOf(b) : left < right
  }
}

/** Below this share of all declarations it is quicker to compare their texts than to have the order of all. */
const few = 20
