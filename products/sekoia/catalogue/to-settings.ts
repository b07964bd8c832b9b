import type { JsonValue } from '@meshroom/hooks-sdk'
import { asList, asRecord, asText, isRecord, type JsonRecord, textsOf } from '../json/narrow.ts'
import { looksLikeCredential } from './looks-like-credential.ts'
import { isNullable, isPattern, repairDefault, repairFormat, typesOf, type ValueType } from './repair-schema.ts'

/** Settings as a manifest lists them, and what could not be taken over. */
export interface SettingsFound {
  readonly settings: readonly JsonRecord[]
  /** `<name>: why`, for the report of a pull. */
  readonly notes: readonly string[]
}

const settingName = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/**
 * Turns the schema of a configuration into settings.
 *
 * A setting is secret when the schema lists it, when its name looks like a credential, or when anything inside it is: a secret is kept
 * whole, in the vault, never half in a manifest.
 *
 * @param leftOut names that the tenant fills in itself
 */
export function toSettings(schema: JsonRecord, leftOut: ReadonlySet<string> = new Set()): SettingsFound {
  const properties = Object.entries(asRecord(schema.properties))
  const internal = new Set([...leftOut, ...textsOf(schema.internal)])
  const listed = new Set(textsOf(schema.secrets))
  const required = new Set(textsOf(schema.required))
  const notes = [...absent(schema, properties), ...properties.flatMap(([name, value]) => faults(name, asRecord(value)))]
  const settings = properties
    .filter(([name, value]) => settingName.test(name) && !internal.has(name) && asRecord(value).readonly !== true)
    .map(([name, value]) => toSetting(name, asRecord(value), { listed, required }))
  return { settings, notes }
}

/** What the lists of a schema name in vain: the name may still be one inside a property. */
function absent(schema: JsonRecord, properties: readonly (readonly [string, JsonValue])[]): string[] {
  const names = new Set(properties.map(([name]) => name))
  const inside = (name: string) => properties.some(([, value]) => hasInside(asRecord(value), (each) => each === name))
  const required = textsOf(schema.required).filter((name) => !names.has(name))
  const secrets = textsOf(schema.secrets).filter((name) => !names.has(name) && !inside(name))
  return [
    ...required.map((name) => `${name}: required, but there is no such property`),
    ...secrets.map((name) => `${name}: listed as secret, but there is no such property`),
  ]
}

function faults(name: string, schema: JsonRecord): string[] {
  if (!settingName.test(name)) return [`${name}: is no name for a setting`]
  const types = typesOf(schema)
  const said = schema.default
  const lost = said !== undefined && said !== null && repairDefault(said, types) === undefined
  return lost ? [`${name}: its default ${JSON.stringify(said)} is no ${types.join(' or ')}`] : []
}

interface Lists {
  readonly listed: ReadonlySet<string>
  readonly required: ReadonlySet<string>
}

function toSetting(name: string, schema: JsonRecord, { listed, required }: Lists): JsonRecord {
  const type = mostGeneral(typesOf(schema))
  const secret = isSecret(name, schema, listed)
  const fallback = secret ? undefined : defaultOf(schema, type)
  return {
    name,
    ...describe(schema, type),
    ...(fallback !== undefined && { default: fallback }),
    ...(secret && { secret: true }),
    ...(fallback === undefined && !required.has(name) && { required: false }),
  }
}

/** What a value looks like: everything of a setting but its name, default and whether it is required or secret. */
function describe(schema: JsonRecord, type: ValueType): JsonRecord {
  const text = asText(schema.description) ?? asText(schema.descrption)
  const format = asText(schema.format)
  const pattern = asText(schema.pattern)
  return {
    type: isNullable(schema) ? [type, 'null'] : type,
    ...(asText(schema.title) && { title: asText(schema.title) ?? '' }),
    ...(text && { description: text }),
    ...enumOf(schema, type),
    ...(format && type === 'string' && { format: repairFormat(format) }),
    ...(pattern && type === 'string' && isPattern(pattern) && { pattern }),
    ...bounds(schema, type),
    ...(type === 'array' &&
      isRecord(schema.items) &&
      typesOf(schema.items).length > 0 && { items: itemsOf(schema.items) }),
    ...(type === 'object' && propertiesOf(schema)),
  }
}

function itemsOf(items: JsonRecord): JsonRecord {
  return describe(items, mostGeneral(typesOf(items)))
}

function propertiesOf(schema: JsonRecord): JsonRecord {
  const settings = toSettings(schema).settings.map((each) => (mustSay(each) ? { ...each, required: true } : each))
  return settings.length > 0 ? { properties: settings } : {}
}

/** Below the top a setting is required only where it says so. */
function mustSay(setting: JsonRecord): boolean {
  return setting.required === undefined && setting.default === undefined
}

/** Of several types the one whose values can stand for all the others. */
function mostGeneral(types: readonly ValueType[]): ValueType {
  const order = ['string', 'object', 'array', 'number', 'integer', 'boolean'] as const
  return order.find((type) => types.includes(type)) ?? 'string'
}

function defaultOf(schema: JsonRecord, type: ValueType): JsonValue | undefined {
  const value = repairDefault(schema.default, [type])
  const allowed = enumOf(schema, type).enum
  return value !== undefined && (!Array.isArray(allowed) || allowed.includes(value)) ? value : undefined
}

function enumOf(schema: JsonRecord, type: ValueType): JsonRecord {
  const values = asList(schema.enum).filter((value) => repairDefault(value, [type]) === value)
  return values.length > 0 ? { enum: values } : {}
}

function bounds(schema: JsonRecord, type: ValueType): JsonRecord {
  if (type !== 'integer' && type !== 'number') return {}
  return {
    ...(typeof schema.minimum === 'number' && { minimum: schema.minimum }),
    ...(typeof schema.maximum === 'number' && { maximum: schema.maximum }),
  }
}

function isSecret(name: string, schema: JsonRecord, listed: ReadonlySet<string>): boolean {
  const type = mostGeneral(typesOf(schema))
  if (listed.has(name)) return true
  if (type === 'boolean' || type === 'integer' || type === 'number') return false
  return looksLikeCredential(name) || hasInside(schema, (each, parent) => isSecretInside(each, parent, listed))
}

function isSecretInside(name: string, parent: JsonRecord, listed: ReadonlySet<string>): boolean {
  const own = asRecord(asRecord(parent.properties)[name])
  const scalar = !['boolean', 'integer', 'number'].includes(mostGeneral(typesOf(own)))
  return listed.has(name) || textsOf(parent.secrets).includes(name) || (scalar && looksLikeCredential(name))
}

/** Whether a property at any depth below, within objects and lists, is one that is looked for. */
function hasInside(schema: JsonRecord, found: (name: string, parent: JsonRecord) => boolean): boolean {
  const names = Object.entries(asRecord(schema.properties))
  const below = [...names.map(([, value]) => value), schema.items, ...asList(schema.anyOf), ...asList(schema.oneOf)]
  return names.some(([name]) => found(name, schema)) || below.some((each) => isRecord(each) && hasInside(each, found))
}
