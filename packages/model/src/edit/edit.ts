import type { JsonValue } from '../json-value.ts'

/** Keys and list indices from the top of a manifest: `['produces', 'threats', 0, 'mode']`. */
export type EditPath = readonly (string | number)[]

/** One change of a manifest. Several are done in order, so an index counts what the earlier ones left. */
export type Edit =
  /** Sets a value, making the mappings on the way. Where old and new are mappings or lists, only what differs is touched. */
  | { readonly path: EditPath; readonly value: JsonValue }
  /** Removes a key or an item; nothing happens when it is not there. */
  | { readonly path: EditPath; readonly remove: true }
  /** Appends to a list, making the list where there is none. */
  | { readonly path: EditPath; readonly append: JsonValue }
