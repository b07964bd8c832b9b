import { isJsonList, isJsonObject, isSameData, type JsonObject, type JsonValue } from '../json-value.ts'
import { holds } from './apply-edits.ts'
import type { Edit, EditPath } from './edit.ts'

/** The smallest change of a text: of one entry that is there, or of one that is new below a parent that has others. */
export type Splice =
  | { readonly do: 'replace'; readonly path: EditPath; readonly value: JsonValue }
  | { readonly do: 'insert'; readonly parent: EditPath; readonly key: string; readonly value: JsonValue }
  | { readonly do: 'append'; readonly list: EditPath; readonly value: JsonValue }
  | { readonly do: 'remove'; readonly path: EditPath }

/** Breaks an edit down to the entries that really differ, so that everything else of the text stays as it is. */
export function planSplices(data: JsonValue, edit: Edit): readonly Splice[] {
  const path = withKeysAsText(data, edit.path)
  if ('append' in edit) return appendTo(data, path, edit.append)
  if ('value' in edit) return setAt(data, path, edit.value)
  return holds(data, path) ? removeAt(data, path) : []
}

/** A number is an index only where there is a list; a key `404` of a mapping is text. */
function withKeysAsText(data: JsonValue | undefined, [step, ...rest]: EditPath): EditPath {
  if (step === undefined) return []
  if (isJsonList(data)) return [step, ...withKeysAsText(typeof step === 'number' ? data[step] : undefined, rest)]
  return [String(step), ...withKeysAsText(isJsonObject(data) ? data[String(step)] : undefined, rest)]
}

function setAt(data: JsonValue, path: EditPath, value: JsonValue): readonly Splice[] {
  if (holds(data, path)) return differences(path, valueAt(data, path), value)
  const parent = path.slice(0, -1)
  const key = path.at(-1)!
  const there = holds(data, parent) ? valueAt(data, parent) : undefined
  if (isJsonObject(there) && Object.keys(there).length > 0) return [{ do: 'insert', parent, key: String(key), value }]
  const isItem = isJsonList(there) && typeof key === 'number'
  if (isItem && there.length > 0) return [{ do: 'append', list: parent, value }]
  return setAt(data, parent, isItem ? [value] : { [key]: value })
}

function appendTo(data: JsonValue, path: EditPath, value: JsonValue): readonly Splice[] {
  const list = holds(data, path) ? valueAt(data, path) : undefined
  return isJsonList(list) && list.length > 0 ? [{ do: 'append', list: path, value }] : setAt(data, path, [value])
}

/** The last entry of its parent leaves an empty mapping or list behind, which has to be written. */
function removeAt(data: JsonValue, path: EditPath): readonly Splice[] {
  const parent = path.slice(0, -1)
  const there = path.length === 0 ? undefined : valueAt(data, parent)
  if (isJsonList(there) && there.length === 1) return [{ do: 'replace', path: parent, value: [] }]
  if (isJsonObject(there) && Object.keys(there).length === 1) return [{ do: 'replace', path: parent, value: {} }]
  return [{ do: 'remove', path }]
}

function differences(path: EditPath, before: JsonValue, after: JsonValue): readonly Splice[] {
  if (isSameData(before, after)) return []
  if (isJsonObject(before) && isJsonObject(after) && sharesKeys(before, after))
    return differencesOfObjects(path, before, after)
  if (isJsonList(before) && isJsonList(after) && before.length > 0 && after.length > 0)
    return differencesOfLists(path, before, after)
  return [{ do: 'replace', path, value: after }]
}

function sharesKeys(before: JsonObject, after: JsonObject): boolean {
  return Object.keys(before).some((key) => Object.hasOwn(after, key))
}

function differencesOfObjects(path: EditPath, before: JsonObject, after: JsonObject): readonly Splice[] {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  const there = Object.entries(after).flatMap(([key, value]): readonly Splice[] =>
    Object.hasOwn(before, key)
      ? differences([...path, key], before[key]!, value)
      : [{ do: 'insert', parent: path, key, value }],
  )
  return [...there, ...gone.map((key): Splice => ({ do: 'remove', path: [...path, key] }))]
}

function differencesOfLists(
  path: EditPath,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): readonly Splice[] {
  const both = Math.min(before.length, after.length)
  const changed = after.slice(0, both).flatMap((value, index) => differences([...path, index], before[index]!, value))
  const added = after.slice(both).map((value): Splice => ({ do: 'append', list: path, value }))
  const gone = before.slice(both).map((_, index): Splice => ({ do: 'remove', path: [...path, both + index] }))
  return [...changed, ...added, ...gone.toReversed()]
}

function valueAt(data: JsonValue, path: EditPath): JsonValue {
  return path.reduce<JsonValue>((value, step) => (value as Readonly<Record<string | number, JsonValue>>)[step]!, data)
}
