import { given } from '../given.ts'
import type { Setting, SettingType, SettingValue } from '../manifests/setting.ts'
import { type Located, toPlain } from '../yaml/located.ts'
import { entriesOf, takeBoolean, takeNode, takeNumber, takeString, takeStrings } from './take.ts'

/**
 * Reads settings: a list of `{ name, … }`, or a mapping of names. A setting at the top without a default is required
 * unless it says otherwise; one inside an object is required only when it says so, as in JSON Schema.
 */
export function readSettings(node: Located | undefined): readonly Setting[] {
  return readMembers(node, { requiredUnlessDefault: true })
}

interface MembersContext {
  readonly requiredUnlessDefault: boolean
  readonly secrets?: readonly string[]
  readonly required?: readonly string[]
}

function readMembers(node: Located | undefined, context: MembersContext): readonly Setting[] {
  if (node?.kind === 'list') {
    return node.items.flatMap((item) => {
      const name = takeString(item, 'name')
      return name === undefined || name === '' ? [] : [readSetting(name, item, context)]
    })
  }
  return entriesOf(node).map(({ key, value }) => readSetting(key, value, context))
}

function readSetting(name: string, node: Located, context: MembersContext): Setting {
  const { type, nullable } = readType(node)
  const fallback = takeNode(node, 'default')
  const value = fallback === undefined || isNull(fallback) ? undefined : (toPlain(fallback) as SettingValue)
  const { minimum, maximum } = { minimum: takeNumber(node, 'minimum'), maximum: takeNumber(node, 'maximum') }
  return {
    name,
    type,
    nullable,
    ...given('title', takeString(node, 'title')),
    ...given('description', takeString(node, 'description')),
    ...given('default', value),
    required: isRequired(name, node, { ...context, optional: nullable || value !== undefined }),
    secret: takeBoolean(node, 'secret') === true || context.secrets?.includes(name) === true,
    ...given('enum', readEnum(takeNode(node, 'enum'))),
    ...given('format', takeString(node, 'format')),
    ...given('pattern', takeString(node, 'pattern')),
    ...given('minimum', minimum),
    ...given('maximum', maximum),
    ...given('items', readItems(takeNode(node, 'items'))),
    ...given('properties', readProperties(node)),
  }
}

function isNull(node: Located): boolean {
  return node.kind === 'scalar' && node.value === null
}

function isRequired(name: string, node: Located, context: MembersContext & { optional: boolean }): boolean {
  const said = takeBoolean(node, 'required')
  if (said !== undefined) return said
  if (context.required?.includes(name)) return true
  return context.requiredUnlessDefault && !context.optional
}

const TYPES: Readonly<Record<string, SettingType>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  float: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
}

/** A type the file does not give follows from `properties` and `items`; of several types the first that is not null is taken. */
function readType(node: Located): { readonly type: SettingType; readonly nullable: boolean } {
  const names = takeStrings(node, 'type')
  const list = takeNode(node, 'type')
  const saysNull = names.includes('null') || (list?.kind === 'list' && list.items.some(isNull))
  const known = names.flatMap((name) => (Object.hasOwn(TYPES, name) ? [TYPES[name]!] : []))
  const implied =
    takeNode(node, 'properties') !== undefined ? 'object' : takeNode(node, 'items') !== undefined ? 'array' : 'string'
  return { type: known[0] ?? implied, nullable: saysNull || takeBoolean(node, 'nullable') === true }
}

function readEnum(node: Located | undefined): readonly SettingValue[] | undefined {
  return node?.kind === 'list' ? node.items.map((item) => toPlain(item) as SettingValue) : undefined
}

/** `items` is a type's name, a setting, or (as the earlier tool wrote it) the list of an object's properties. */
function readItems(node: Located | undefined): Setting | undefined {
  if (node === undefined || isNull(node)) return undefined
  if (node.kind === 'scalar')
    return Object.hasOwn(TYPES, String(node.value)) ? itemOf(TYPES[String(node.value)]!) : undefined
  if (node.kind === 'map') return readSetting('items', node, { requiredUnlessDefault: false })
  if (node.items.length === 0) return undefined
  return { ...itemOf('object'), properties: readMembers(node, { requiredUnlessDefault: false }) }
}

function itemOf(type: SettingType): Setting {
  return { name: 'items', type, nullable: false, required: false, secret: false }
}

function readProperties(node: Located): readonly Setting[] | undefined {
  const properties = takeNode(node, 'properties')
  if (properties === undefined) return undefined
  return readMembers(properties, {
    requiredUnlessDefault: false,
    secrets: takeStrings(node, 'secrets'),
    required: takeNode(node, 'required')?.kind === 'list' ? takeStrings(node, 'required') : [],
  })
}
