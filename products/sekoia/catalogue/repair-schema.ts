import type { JsonValue } from '@meshroom/hooks-sdk'
import { asList, asRecord, asText, isRecord, type JsonRecord, textsOf } from '../json/narrow.ts'

/** The types of JSON Schema that a value can have here; `null` is told apart. */
export type ValueType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'

const valueTypes: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object'])

/** The types that a schema allows, without `null`: as it says, or as its other words imply; empty when it says nothing. */
export function typesOf(schema: JsonRecord): ValueType[] {
  const said = [asText(schema.type), ...textsOf(schema.type)].filter((type) => type !== undefined)
  const known = said.flatMap((type) => (isValueType(type) ? [type] : []))
  if (known.length > 0) return known
  if (isRecord(schema.properties)) return ['object']
  if (schema.items !== undefined) return ['array']
  return [...new Set([...asList(schema.anyOf), ...asList(schema.oneOf)].flatMap((branch) => typesOf(asRecord(branch))))]
}

function isValueType(type: string): type is ValueType {
  return valueTypes.has(type)
}

/** Whether `null` is a value too, in any of the ways that the catalogue says so. */
export function isNullable(schema: JsonRecord): boolean {
  const branches = [...asList(schema.anyOf), ...asList(schema.oneOf)].map(asRecord)
  return (
    schema.nullable === true ||
    schema['x-nullable'] === true ||
    schema.type === 'null' ||
    asList(schema.type).includes('null') ||
    branches.some((branch) => branch.type === 'null')
  )
}

/** The default as one of the types, converted where nothing is lost (`'false'`, `'60'`), or undefined when it is none of them. */
export function repairDefault(value: JsonValue | undefined, types: readonly ValueType[]): JsonValue | undefined {
  if (value === undefined || value === null) return undefined
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return value
  return types.map((type) => convert(value, type)).find((converted) => converted !== undefined)
}

/** Whether a value is of a type. */
export function isOfType(value: JsonValue, type: ValueType): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  if (type === 'integer') return Number.isSafeInteger(value)
  return typeof value === type
}

function convert(value: JsonValue, type: ValueType): JsonValue | undefined {
  if (type === 'boolean' && typeof value === 'string') return { true: true, false: false }[value.toLowerCase()]
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '') {
    const number = Number(value)
    return isOfType(number, type) && Number.isFinite(number) ? number : undefined
  }
  if (type === 'string' && typeof value === 'number') return String(value)
  return undefined
}

/** A format's name as JSON Schema writes it. */
export function repairFormat(format: string): string {
  return format === 'datetime' ? 'date-time' : format
}

/** Whether the text is a regular expression; a pattern that is none is left out. */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

/**
 * A schema that a validator takes: known keywords only (no typos, no `secrets`, `in` or `internal`), `required` naming what exists, defaults
 * of the right type, `nullable` as a type.
 */
export function repairSchema(schema: JsonRecord): JsonRecord {
  const types = typesOf(schema)
  const properties = repairProperties(schema.properties)
  const required = textsOf(schema.required).filter((name) => properties && Object.hasOwn(properties, name))
  const fallback = repairDefault(schema.default, types)
  return {
    ...typeWord(schema, types),
    ...pick(schema, ['title', 'description', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems']),
    ...(asText(schema.format) && { format: repairFormat(asText(schema.format) ?? '') }),
    ...(asText(schema.pattern) && isPattern(asText(schema.pattern) ?? '') && { pattern: schema.pattern ?? '' }),
    ...(fallback !== undefined && { default: fallback }),
    ...(isRecord(schema.items) && { items: repairSchema(schema.items) }),
    ...(properties && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
    ...branches(schema),
  }
}

function repairProperties(value: unknown): JsonRecord | undefined {
  if (!isRecord(value)) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, property]) => [name, repairSchema(asRecord(property))]))
}

/** The word `type`, only where the schema itself says it or implies it by its parts. */
function typeWord(schema: JsonRecord, types: readonly ValueType[]): JsonRecord {
  const byBranches = schema.type === undefined && !isRecord(schema.properties) && schema.items === undefined
  if (types.length === 0 || byBranches) return {}
  const all = isNullable(schema) ? [...types, 'null'] : types
  return { type: all.length === 1 ? (all[0] ?? '') : all }
}

const kinds: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  title: (value) => typeof value === 'string',
  description: (value) => typeof value === 'string',
  enum: (value) => Array.isArray(value) && value.length > 0,
}

function pick(schema: JsonRecord, keywords: readonly string[]): JsonRecord {
  const kept = keywords.flatMap((keyword) => {
    const value = schema[keyword]
    const good = kinds[keyword] ?? ((each: JsonValue) => typeof each === 'number')
    return value !== undefined && good(value) ? [[keyword, value] as const] : []
  })
  return Object.fromEntries(kept)
}

function branches(schema: JsonRecord): JsonRecord {
  const lists = (['anyOf', 'oneOf'] as const).flatMap((keyword) => {
    const items = asList(schema[keyword]).filter(isRecord).map(repairSchema)
    return items.length > 0 ? [[keyword, items] as const] : []
  })
  return { ...Object.fromEntries(lists), ...(isRecord(schema.not) && { not: repairSchema(schema.not) }) }
}
