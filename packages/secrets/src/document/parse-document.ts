import { SecretsError } from '../secrets-error.ts'
import { type JsonValue, META_NAME, type VaultDocument, type VaultMeta } from './vault-document.ts'

/**
 * Reads the JSON that a vault's file decrypts to.
 *
 * @throws {SecretsError} `VAULT_DAMAGED` when it is no flat JSON object or its metadata are malformed;
 *   `VAULT_NEWER` when a later version of the format wrote it
 */
export function parseDocument(payload: Uint8Array): VaultDocument {
  const values = new Map(Object.entries(parseObject(payload)))
  const meta = values.get(META_NAME)
  values.delete(META_NAME)
  return { values, meta: meta === undefined ? undefined : parseMeta(meta) }
}

function parseObject(payload: Uint8Array): { readonly [key: string]: JsonValue } {
  const json = parseJson(payload)
  if (isObject(json)) return json
  throw new SecretsError('VAULT_DAMAGED', 'the vault does not hold one JSON object of names and values')
}

/** Never lets the parser's message out: it quotes the text, which is secret. */
function parseJson(payload: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    throw new SecretsError('VAULT_DAMAGED', 'the vault was decrypted, but its content is not JSON in UTF-8')
  }
}

function parseMeta(meta: JsonValue): VaultMeta {
  if (!isObject(meta)) throw malformed('it is not an object')
  if (typeof meta.version === 'number' && meta.version > 1) throw newer(meta.version)
  if (!isMeta(meta)) throw malformed(`"${META_FIELDS.find(([field, isValid]) => !isValid(meta[field]))?.[0]}" is wrong`)
  return meta
}

type Check = (value: JsonValue | undefined) => boolean

/** Signed by a recipient, so this is against mistakes; what a file's name is made of is checked strictly. */
const META_FIELDS: readonly (readonly [keyof VaultMeta & string, Check])[] = [
  ['version', (value) => value === 1],
  ['vault', (value) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)],
  ['generation', (value) => Number.isSafeInteger(value) && Number(value) > 0],
  ['updatedAt', isText],
  ['updatedBy', isFingerprint],
  [
    'recipients',
    (value) => isListOf(value, (each) => isObject(each) && isFingerprint(each.fingerprint) && isText(each.key)),
  ],
  ['encryptedFor', (value) => isListOf(value, isText)],
  ['envelope', isText],
  ['digestKey', isText],
  ['entries', (value) => isObject(value) && Object.values(value).every(isObject)],
  ['conflicts', (value) => value === undefined || (isObject(value) && Object.values(value).every(isConflict))],
  ['mergeOf', (value) => value === undefined || isListOf(value, isVersion)],
  ['departures', (value) => value === undefined || isListOf(value, isDeparture)],
]

function isMeta(meta: object): meta is VaultMeta {
  const fields = new Map<string, JsonValue>(Object.entries(meta))
  return META_FIELDS.every(([field, isValid]) => isValid(fields.get(field)))
}

function isConflict(value: JsonValue): boolean {
  if (!isObject(value) || !isObject(value.ours) || !isObject(value.theirs)) return false
  return value.others === undefined || isListOf(value.others, (each) => isObject(each ?? null))
}

function isVersion(value: JsonValue | undefined): boolean {
  return isObject(value) && Number.isSafeInteger(value.generation) && isListOf(value.ids, isText)
}

function isDeparture(value: JsonValue | undefined): boolean {
  return isObject(value) && isFingerprint(value.fingerprint) && Number.isSafeInteger(value.generation)
}

function isListOf(value: JsonValue | undefined, isValid: Check): boolean {
  return Array.isArray(value) && value.every(isValid)
}

function isFingerprint(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value)
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== ''
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(what: string): SecretsError {
  return new SecretsError('VAULT_DAMAGED', `the vault's metadata are malformed: ${what}`)
}

function newer(version: number): SecretsError {
  return new SecretsError('VAULT_NEWER', `the vault is of format ${version}, this version reads format 1`, {
    hint: 'update meshroom',
    data: { version },
  })
}
