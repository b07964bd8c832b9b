import { readFileSync } from 'node:fs'
import { stringify } from 'yaml'

interface Schema {
  readonly title?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

const head = `# Manifests

<!-- Written by \`pnpm --filter @meshroom/model run generate\` from the JSON Schemas; edits here are lost. -->

Every file of a project is YAML. The schemas are published with \`@meshroom/model\` (\`@meshroom/model/schema/product.json\` and so on); files that \`meshroom create\` writes name theirs in the first line, so that
editors complete and check them. A key that is not listed here is kept when Meshroom writes the file; one that nearly has a listed name is a diagnostic.
`

const kinds = ['product', 'capability', 'setting', 'integration', 'instance', 'plug']

/** The reference of all manifest kinds in Markdown, from the published JSON Schemas in a folder. */
export function renderReference(schemaFolder: URL): string {
  return [head, ...kinds.map((kind) => renderKind(read(new URL(`${kind}.json`, schemaFolder))))].join('\n')
}

function read(file: URL): Schema {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function renderKind(schema: Schema): string {
  const { properties } = follow(schema, schema)
  const rows = Object.entries(properties ?? {}).map(([key, of]) => renderRow(key, follow(of, schema)))
  return [
    `## ${schema.title}`,
    '',
    schema.description ?? '',
    '',
    '| key | type | what it says |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...(schema.examples ?? []).slice(0, 1).flatMap((example) => ['```yaml', stringify(example).trimEnd(), '```', '']),
  ].join('\n')
}

/** A schema with what its `$ref` into the same file says besides. */
function follow(schema: Schema, { $defs = {} }: Schema): Schema {
  const { $ref, ...own } = schema
  const name = /^#\/\$defs\/(\w+)$/.exec($ref ?? '')?.[1]
  const of = name === undefined ? undefined : $defs[name]
  if (of === undefined) return schema
  return { ...of, ...own, ...(of.properties && { properties: { ...own.properties, ...of.properties } }) }
}

function renderRow(key: string, schema: Schema): string {
  return `| \`${key}\` | ${typeOf(schema)} | ${cell(sentence(schema))} |`
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ')
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null')
  return types.length > 0 ? types.join(' or ') : (schema.$ref ?? 'any').replace(/^.*\/(\w+)(\.json)?$/, '$1')
}

function sentence({ description = '', default: value }: Schema): string {
  return value === undefined ? description : `${description} Default: \`${JSON.stringify(value)}\`.`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
