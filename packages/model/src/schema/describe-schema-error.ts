import { suggestName } from '../names/suggest-name.ts'
import { settingPath } from '../settings/setting-problem.ts'
import { type FoundNode, findNode } from '../yaml/find-node.ts'
import type { Located } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import type { SchemaError } from './validators.generated.js'

/** Says a breach of a schema in words, at the place of the value or key that is wrong. */
export function describeSchemaError(root: Located, error: SchemaError): YamlProblem | undefined {
  const path = parsePointer(root, error.instancePath)
  const found = findNode(root, path)
  const describe = Object.hasOwn(DESCRIBE, error.keyword) ? DESCRIBE[error.keyword] : undefined
  if (found === undefined || describe === undefined) return undefined
  const name = path.length === 0 ? 'the manifest' : settingPath(path)
  const described = describe({ name, node: found.node, params: error.params })
  return described === undefined ? undefined : { severity: 'error', offset: offsetOf(found), ...described }
}

/** A mapping or list often begins on the line after its key, and the key is what a person has to look at. */
function offsetOf({ node, keyOffset }: FoundNode): number {
  return node.kind === 'scalar' ? node.offset : (keyOffset ?? node.offset)
}

interface Breach {
  readonly name: string
  readonly node: Located
  readonly params: SchemaError['params']
}

type Described = Pick<YamlProblem, 'code' | 'message' | 'hint'> & Partial<Pick<YamlProblem, 'offset'>>

const DESCRIBE: Readonly<Record<string, (breach: Breach) => Described | undefined>> = {
  type: describeType,
  enum: describeEnum,
  required: describeMissingKey,
  additionalProperties: describeUnknownKey,
  minimum: ({ name, params }) => ({
    code: 'MANIFEST_WRONG_VALUE',
    message: `${name} must be at least ${String(params.limit)}`,
    hint: `write ${String(params.limit)} or more, or leave it out`,
  }),
  pattern: ({ name }) => ({ code: 'MANIFEST_WRONG_VALUE', message: `${name} must not be empty`, hint: 'write a name' }),
}

/** A key that is near the missing one is reported as a slip, which is the cause. */
function describeMissingKey({ name, node, params }: Breach): Described | undefined {
  const key = String(params.missingProperty)
  if (node.kind === 'map' && [...node.entries.keys()].some((other) => suggestName(other, [key]) !== undefined))
    return undefined
  return { code: 'MANIFEST_MISSING_KEY', message: `${name} needs the key "${key}"`, hint: `add "${key}: …"` }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

function describeType({ name, node, params }: Breach): Described {
  const types = [params.type].flat().filter((type) => type !== 'null')
  const expected = types.map((type) => TYPE_NAMES[String(type)]!).join(' or ')
  return {
    code: 'MANIFEST_WRONG_TYPE',
    message: `${name} must be ${expected}, not ${nameContent(node)}`,
    hint: hintForType(types.map(String), node),
  }
}

function hintForType(types: readonly string[], node: Located): string {
  if (node.kind === 'scalar' && types.includes('string')) return `put it in quotes: "${String(node.value)}"`
  if (types.includes('object')) return 'write "key: value" lines below it, indented further'
  if (types.includes('array')) return 'write it as a list: lines that begin with "- "'
  return types.includes('boolean')
    ? 'write true or false, without quotes'
    : 'write a single value on the line of the key'
}

function nameContent(node: Located): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a mapping'
  return node.value === null ? 'nothing' : JSON.stringify(shorten(node.value))
}

const LONGEST_SHOWN = 60

function shorten<T>(value: T): T | string {
  return typeof value === 'string' && value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value
}

function describeEnum({ name, node, params }: Breach): Described {
  const allowed = [params.allowedValues]
    .flat()
    .filter((value) => value !== null)
    .map(String)
  const distinct = [
    ...new Set(allowed.map((value) => (allowed.includes(value.toUpperCase()) ? value.toUpperCase() : value))),
  ]
  const meant = node.kind === 'scalar' ? suggestName(String(node.value), allowed) : undefined
  return {
    code: 'MANIFEST_WRONG_VALUE',
    message: `${name} must be one of ${distinct.join(', ')}, not ${nameContent(node)}`,
    hint: meant === undefined ? `write one of ${distinct.join(', ')}` : `did you mean "${meant}"?`,
  }
}

function describeUnknownKey({ name, node, params }: Breach): Described {
  const key = String(params.additionalProperty)
  const offset = node.kind === 'map' ? node.entries.get(key)?.keyOffset : undefined
  return {
    code: 'MANIFEST_UNKNOWN_KEY',
    message: `${name} has no key "${key}"`,
    hint: `remove "${key}" or write one that is known`,
    ...(offset === undefined ? {} : { offset }),
  }
}

/** Steps into a list are numbers, as paths are shown. */
function parsePointer(root: Located, pointer: string): (string | number)[] {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps.map((step, index) => (findNode(root, steps.slice(0, index))?.node.kind === 'list' ? Number(step) : step))
}
