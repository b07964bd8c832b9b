import { isDeepStrictEqual } from 'node:util'
import type { JsonValue, Settings } from '@meshroom/hooks-sdk'
import { MeshroomError, type Role, suggestName } from '@meshroom/model'
import { complements } from '../mesh/declare-capability.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { toJson } from '../plan/recorded-integration.ts'
import type { Scene } from './scene.ts'

type Schema = Readonly<Record<string, JsonValue>>

export interface ArgumentsInput {
  readonly scene: Scene
  /** Who plays: its manifest's `arguments` count before the other side's. */
  readonly role: Role
  readonly given: Readonly<Record<string, string>>
  /** What was typed, for the hint. */
  readonly command: string
}

/**
 * Checks arguments against the JSON Schema `arguments` of the integration's manifest, and converts them to the types it names. An instance alone is held to
 * the schema on which the integrations of its product agree. Without a schema they stay texts. Required ones are looked at first, so that all that are missing are named at once.
 *
 * @throws MeshroomError `ARGUMENT_MISSING`, `ARGUMENT_UNKNOWN`, `ARGUMENT_INVALID`
 */
export async function checkArguments(mesh: Mesh, input: ArgumentsInput): Promise<Settings> {
  const schema = schemaOf(mesh, input)
  if (schema === undefined) return input.given
  refuseMissing(schema, input)
  refuseUnknown(schema, input)
  const values = Object.fromEntries(
    Object.entries(input.given).map(([name, text]) => [name, convert(name, text, propertiesOf(schema)[name])]),
  )
  await refuseInvalid(mesh, { schema, values })
  return values
}

function schemaOf(mesh: Mesh, input: ArgumentsInput): Schema | undefined {
  const { scene, role } = input
  if (scene.plug === undefined) return agreedSchema(mesh, input)
  const actors = scene.actors.toSorted((a, b) => Number(b.role === role) - Number(a.role === role))
  const declared = actors.map(({ integration }) => integration?.extra.arguments).find(isObject)
  return declared === undefined ? undefined : toJson(declared)
}

/** Of every integration that the product has for the action, or others have with it; none where they differ. */
function agreedSchema({ project }: Mesh, { scene, role }: ArgumentsInput): Schema | undefined {
  const product = scene.actors.find((actor) => actor.role === role)?.product.name
  const schemas = project.integrations
    .filter(({ topic }) => topic === scene.topic)
    .filter((each) =>
      each.role === role ? each.product === product : each.role === complements[role] && each.target === product,
    )
    .map(({ extra }) => extra.arguments)
    .filter(isObject)
    .map((declared) => toJson(declared) as Schema)
  const [first, ...others] = schemas
  return others.every((other) => isDeepStrictEqual(other, first)) ? first : undefined
}

function refuseMissing(schema: Schema, { given, command, scene }: ArgumentsInput): void {
  const required = isList(schema.required) ? schema.required.filter((name) => typeof name === 'string') : []
  const missing = required.filter((name) => !Object.hasOwn(given, name))
  if (missing.length === 0) return
  const flags = [...Object.keys(given), ...missing].map((name) => `-p ${name}=<value>`).join(' ')
  throw new MeshroomError('ARGUMENT_MISSING', `${scene.topic} needs ${missing.join(', ')}`, {
    hint: `${command} ${flags}`,
    data: { missing, arguments: Object.keys(propertiesOf(schema)) },
  })
}

function refuseUnknown(schema: Schema, { given }: ArgumentsInput): void {
  const known = Object.keys(propertiesOf(schema))
  for (const name of Object.keys(given).filter((each) => !known.includes(each))) {
    const near = suggestName(name, known)
    if (near === undefined && schema.additionalProperties !== false) continue
    throw new MeshroomError('ARGUMENT_UNKNOWN', `there is no argument "${name}"`, {
      hint: near === undefined ? `there are ${known.join(', ')}` : `did you mean "${near}"?`,
      data: { name, suggestions: near === undefined ? [] : [near], arguments: known },
    })
  }
}

/** A text stays one where the schema allows texts; else it is read as JSON, a comma-separated list where a list is wanted. */
function convert(name: string, text: string, property: JsonValue | undefined): JsonValue {
  const types = typesOf(property)
  if (types.length === 0 || types.includes('string')) return text
  const value = parseJson(text)
  if (value !== undefined) return value
  if (types.includes('array'))
    return text === '' ? [] : text.split(',').map((item) => parseJson(item.trim()) ?? item.trim())
  throw new MeshroomError('ARGUMENT_INVALID', `${name} must be of type ${types.join(' or ')}, not "${text}"`, {
    data: { name },
  })
}

function typesOf(property: JsonValue | undefined): readonly JsonValue[] {
  if (!isObject(property)) return []
  return isList(property.type) ? property.type : property.type === undefined ? [] : [property.type]
}

/** The validator is loaded here, once there is something to check. Schemas of catalogues are not always sound: one that is not is said and passed over. */
async function refuseInvalid(mesh: Mesh, { schema, values }: { schema: Schema; values: Settings }): Promise<void> {
  const { Ajv } = await import('ajv')
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false, logger: false })
  const { $schema: _, $id: __, ...rest } = schema
  let validate: ReturnType<typeof ajv.compile>
  try {
    validate = ajv.compile({ type: 'object', ...rest })
  } catch (error) {
    const message = `the arguments are not checked: their schema is not sound (${error instanceof Error ? error.message : error})`
    mesh.ports.emit({ type: 'warning', code: 'ARGUMENTS_SCHEMA_INVALID', message })
    return
  }
  if (validate(values)) return
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath.slice(1) || 'arguments'} ${message}`,
  )
  throw new MeshroomError('ARGUMENT_INVALID', problems.join('; '), { data: { problems } })
}

function propertiesOf(schema: Schema): Readonly<Record<string, JsonValue>> {
  return isObject(schema.properties) ? schema.properties : {}
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
