import type { Place } from './capability.ts'

/** What a mesh is meant to do: a topic or an action from every instance that is meant at one end reaches one at the other. */
export interface Intent {
  /** For people; unset: said from the rest. */
  readonly name?: string
  readonly topic: string
  /** An instance, or a product: then each of its instances. A name that is both means the product; `instance:NAME` only that instance. */
  readonly from: string
  /** As `from`; of a product any of its instances will do. */
  readonly to: string
  /** Only plugs that are up count. */
  readonly up: boolean
  readonly place: Place
}
