import type { ConstraintValue } from '../match/capability.ts'

/** Numbers for the values of one facet, from 0; a value is looked at when it first comes. */
export class FacetValues {
  readonly name: string
  /** Values by number. */
  readonly values: ConstraintValue[] = []
  readonly #numbers = new Map<unknown, number>()
  readonly #refuse: (value: unknown) => void

  /** @param refuse throws for what is no value of the facet */
  constructor(name: string, refuse: (value: unknown) => void) {
    this.name = name
    this.#refuse = refuse
  }

  numberOf(value: unknown): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#refuse(value)
    const number = this.values.push(value as ConstraintValue) - 1
    this.#numbers.set(value, number)
    return number
  }
}
