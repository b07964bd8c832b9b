/** Whole numbers in a row that grows at its end; four bytes each. */
export class IntList {
  items = new Int32Array(64)
  length = 0

  push(item: number): void {
    if (this.length === this.items.length) this.#grow()
    this.items[this.length++] = item
  }

  #grow(): void {
    const longer = new Int32Array(Math.ceil(this.items.length * 1.5))
    longer.set(this.items)
    this.items = longer
  }
}
