import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../json-value.ts'
import type { Edit, EditPath } from './edit.ts'

/** What a manifest's data is after edits: the law that editing its text must obey. */
export function applyEdits(data: JsonValue, edits: readonly Edit[]): JsonValue {
  return edits.reduce(applyEdit, data)
}

function applyEdit(data: JsonValue, edit: Edit): JsonValue {
  if ('value' in edit) return change(data, edit.path, () => edit.value) ?? null
  if ('append' in edit)
    return change(data, edit.path, (list) => [...(isJsonList(list) ? list : []), edit.append]) ?? null
  return holds(data, edit.path) ? (change(data, edit.path, () => undefined) ?? null) : data
}

type Change = (old: JsonValue | undefined) => JsonValue | undefined

function change(data: JsonValue | undefined, path: EditPath, to: Change): JsonValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) return to(data)
  if (isJsonList(data) && typeof step === 'number') return changeItem(data, step, (item) => change(item, rest, to))
  return changeKey(isJsonObject(data) ? data : {}, String(step), (value) => change(value, rest, to))
}

function changeItem(list: readonly JsonValue[], index: number, to: Change): JsonValue {
  const item = to(list[index])
  return item === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, item)
}

function changeKey(object: JsonObject, key: string, to: Change): JsonValue {
  const value = to(Object.hasOwn(object, key) ? object[key] : undefined)
  const entries = Object.entries(object)
  if (value === undefined) return Object.fromEntries(entries.filter(([name]) => name !== key))
  if (Object.hasOwn(object, key))
    return Object.fromEntries(entries.map(([name, old]) => [name, name === key ? value : old]))
  return Object.fromEntries([...entries, [key, value]])
}

/** True when there is something at the path. */
export function holds(data: JsonValue | undefined, path: EditPath): boolean {
  const [step, ...rest] = path
  if (step === undefined) return data !== undefined
  if (isJsonList(data)) return typeof step === 'number' && step < data.length && holds(data[step], rest)
  return isJsonObject(data) && Object.hasOwn(data, String(step)) && holds(data[String(step)], rest)
}
