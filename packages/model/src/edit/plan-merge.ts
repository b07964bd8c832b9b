import { isJsonList, isJsonObject, isSameData, type JsonObject, type JsonValue } from '../json-value.ts'
import type { Edit, EditPath } from './edit.ts'
import { identitiesOf, isSectionOrTopic } from './item-identity.ts'

export interface MergePlan {
  /** In an order in which they can be done one after another. */
  readonly edits: readonly Edit[]
  /** Where a person's choice differs from what was to be written, and stands. */
  readonly kept: readonly EditPath[]
}

/** A value three times: as it is now, as it was last written by a program, and as it is to be written. */
interface Three {
  readonly current: JsonValue | undefined
  readonly base: JsonValue | undefined
  readonly next: JsonValue | undefined
}

/**
 * Plans how a manifest follows what a program writes without losing what a person wrote: a value is changed only where it
 * still is what the program wrote last.
 */
export function planMerge(three: Three): MergePlan {
  const { edits, kept } = mergeValue([], three)
  return { edits: inOrder(edits), kept }
}

const NOTHING: MergePlan = { edits: [], kept: [] }

function mergeValue(path: EditPath, { current, base, next }: Three): MergePlan {
  if (isSameData(current, next)) return NOTHING
  if (next === undefined && !isSectionOrTopic(path)) return leaveOrRemove(path, { current, base })
  if (canMergeKeys({ current, base, next })) return mergeKeys(path, { current, base, next })
  if (canMergeItems(path, { current, base, next })) return mergeItems(path, { current, base, next })
  if (next === undefined) return leaveOrRemove(path, { current, base })
  return isSameData(current, base) ? { edits: [{ path, value: next }], kept: [] } : { edits: [], kept: [path] }
}

/** What is no longer wanted goes only when nobody has touched it; a setting that somebody has stays as a whole. */
function leaveOrRemove(path: EditPath, { current, base }: Pick<Three, 'current' | 'base'>): MergePlan {
  return isSameData(current, base) ? { edits: [{ path, remove: true }], kept: [] } : { edits: [], kept: [path] }
}

function canMergeKeys({ current, base, next }: Three): boolean {
  return isJsonObject(current) && isObjectOrNone(base) && isObjectOrNone(next) && !isSameData(current, base)
}

function isObjectOrNone(value: JsonValue | undefined): boolean {
  return value === undefined || isJsonObject(value)
}

function mergeKeys(path: EditPath, three: Three): MergePlan {
  const [current, base, next] = [asObject(three.current), asObject(three.base), asObject(three.next)]
  const keys = new Set([...Object.keys(next), ...Object.keys(base)])
  return joinPlans(
    [...keys].map((key) =>
      mergeValue([...path, key], { current: own(current, key), base: own(base, key), next: own(next, key) }),
    ),
  )
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function canMergeItems(path: EditPath, { current, base, next }: Three): boolean {
  if (!isJsonList(current) || isSameData(current, base)) return false
  return [current, base, next].every(
    (list) => list === undefined || (isJsonList(list) && identitiesOf(path, list) !== undefined),
  )
}

interface Item {
  readonly index: number
  readonly value: JsonValue
}

function mergeItems(path: EditPath, three: Three): MergePlan {
  const [current, base, next] = [
    byIdentity(path, three.current),
    byIdentity(path, three.base),
    byIdentity(path, three.next),
  ]
  const identities = new Set([...next.keys(), ...base.keys()])
  return joinPlans(
    [...identities].map((identity) =>
      mergeItem(path, { current: current.get(identity), base: base.get(identity), next: next.get(identity) }),
    ),
  )
}

function byIdentity(path: EditPath, value: JsonValue | undefined): ReadonlyMap<string, Item> {
  const list = isJsonList(value) ? value : []
  const identities = identitiesOf(path, list) ?? []
  return new Map(list.map((item, index) => [identities[index]!, { index, value: item }]))
}

function mergeItem(path: EditPath, item: { [K in keyof Three]: Item | undefined }): MergePlan {
  const three = { current: item.current?.value, base: item.base?.value, next: item.next?.value }
  if (item.current !== undefined) return mergeValue([...path, item.current.index], three)
  if (item.next === undefined) return NOTHING
  if (item.base !== undefined) return { edits: [], kept: [[...path, item.next.index]] }
  return { edits: [{ path, append: item.next.value }], kept: [] }
}

function joinPlans(plans: readonly MergePlan[]): MergePlan {
  return { edits: plans.flatMap(({ edits }) => edits), kept: plans.flatMap(({ kept }) => kept) }
}

/** Removals come last and from the end, so that every index still means what it meant when it was planned. */
function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const removals = edits.filter((edit) => 'remove' in edit)
  return [...edits.filter((edit) => !('remove' in edit)), ...removals.toSorted((a, b) => comparePaths(b.path, a.path))]
}

function comparePaths(a: EditPath, b: EditPath): number {
  for (const [index, step] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (typeof step === 'number' && typeof other === 'number' && step !== other) return step - other
    if (String(step) !== String(other)) return String(step) < String(other) ? -1 : 1
  }
  return a.length - b.length
}
