/**
 * The order of declarations. It is worked out as a whole when many are to be sorted for the first time; those that come later are put in
 * where they belong.
 */
export class DeclarationOrder {
  readonly #keyOf: (id: number) => string
  /** Declarations in order, and the place of each in it. */
  #order: number[] = []
  #rank = new Int32Array(0)

  /** @param keyOf a text whose code-unit order is that of the declarations; different for each */
  constructor(keyOf: (id: number) => string) {
    this.#keyOf = keyOf
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

  #sortByKey(ids: readonly number[]): number[] {
    const keys = ids.map((id) => this.#keyOf(id))
    const places = [...ids.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0))
    return places.map((place) => ids[place]!)
  }

  #extend(size: number): void {
    const known = this.#order
    const added = this.#sortByKey(Array.from({ length: size - known.length }, (_, at) => known.length + at))
    this.#order = known.length < added.length * few ? this.#sortByKey([...known, ...added]) : this.#merge(added)
    this.#rank = new Int32Array(size)
    for (let place = 0; place < size; place++) this.#rank[this.#order[place]!] = place
  }

  #merge(added: readonly number[]): number[] {
    const merged: number[] = []
    let taken = 0
    for (const id of added) {
      const place = this.#placeFor(this.#keyOf(id))
      for (; taken < place; taken++) merged.push(this.#order[taken]!)
      merged.push(id)
    }
    for (; taken < this.#order.length; taken++) merged.push(this.#order[taken]!)
    return merged
  }

  #placeFor(key: string): number {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keyOf(this.#order[middle]!) < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Below this share of all declarations it is quicker to compare their texts than to have the order of all. */
const few = 20
