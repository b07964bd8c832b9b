import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const folder = new URL('../schema/v1/', import.meta.url)

/** The published schemas, by name, and made strict: what they do not name must not be printed. */
const schemas = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'), closeObjects))
const ajv = new Ajv2020({ schemas, allErrors: true, validateFormats: false, strictTypes: false })

/** Names of the published schemas. */
export const schemaNames = readdirSync(folder).map((file) => file.replace('.json', ''))

/** Parses what a command printed and checks it against its schema. @throws with every deviation */
export function validateJson(name: string, text: string): unknown {
  const id = schemas.find(({ $id }) => $id.endsWith(`/${name}.json`))?.$id
  const json: unknown = JSON.parse(text)
  const validate = ajv.getSchema(id)
  if (!validate) throw new Error(`there is no schema ${name}`)
  if (!validate(json)) throw new Error(`${name}: ${ajv.errorsText(validate.errors, { separator: '\n' })}\n${text}`)
  return json
}

/** {@link validateJson} for each line. */
export function validateLines(name: string, text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => validateJson(name, line))
}

function closeObjects(key: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && 'properties' in value && key !== 'data'
  return isObject ? { ...value, additionalProperties: false } : value
}
