import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { generateValidators } from '../scripts/generate-validators.ts'
import { MANIFEST_KINDS, schemaUrl } from '../src/schema-url.ts'
import { VALID_MANIFESTS } from './valid-manifests.ts'

type Schema = Readonly<Record<string, unknown>>

const folder = new URL('../schema/v1/', import.meta.url)
const files = (await readdir(folder)).sort()
const schemas = new Map(
  await Promise.all(
    files.map(async (file) => [file, JSON.parse(await readFile(new URL(file, folder), 'utf8')) as Schema] as const),
  ),
)

describe('the published schemas', () => {
  it('are one for each kind of manifest, at the address that manifests name, and the parts they share', () => {
    expect(files).toEqual([
      'capability.json',
      'instance.json',
      'integration.json',
      'plug.json',
      'product.json',
      'setting.json',
    ])
    for (const kind of MANIFEST_KINDS)
      expect(schemas.get(`${kind}.json`)).toMatchObject({ $id: schemaUrl(kind), title: expect.any(String) })
  })

  it.each(files)('%s says of everything what it is, with an example', (file) => {
    expect(undescribed(schemas.get(file)!, file)).toEqual([])
  })

  it.each(files)('%s has examples that obey it', (file) => {
    expect(wrongExamples(schemas.get(file)!, `${schemas.get(file)!.$id}#`)).toEqual([])
  })

  it('are found under the names that the package exports', async () => {
    const { exports } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      exports: Record<string, string>
    }
    expect(exports['./schema/*.json']).toBe('./schema/v1/*.json')
  })

  it('are what the compiled validators were made of', async () => {
    const compiled = await readFile(new URL('../src/schema/validators.generated.js', import.meta.url), 'utf8')
    expect(compiled).toBe(await generateValidators())
  })

  it('are all that reading needs: nothing in the sources loads Ajv', async () => {
    const sources = await readdir(new URL('../src/', import.meta.url), { recursive: true })
    for (const source of sources.filter((name) => /\.(?:ts|js)$/.test(name) && !name.endsWith('.test.ts'))) {
      expect(await readFile(new URL(`../src/${source}`, import.meta.url), 'utf8')).not.toMatch(
        /(?:from|import|require)[ (]+['"]ajv/,
      )
    }
  })

  it('accept in an editor what the loader accepts', () => {
    const ajv = newAjv()
    for (const { kind, text } of VALID_MANIFESTS)
      expect([ajv.validate(schemaUrl(kind), parse(text)), ajv.errors]).toEqual([true, null])
  })
})

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  for (const schema of schemas.values()) ajv.addSchema(schema)
  return ajv
}

/** Subschemas that a person can point at in an editor: the roots, properties, items and definitions. */
function* subschemas(schema: Schema, path: string): Generator<readonly [string, Schema]> {
  yield [path, schema]
  for (const key of ['properties', '$defs'] as const) {
    for (const [name, inner] of Object.entries((schema[key] ?? {}) as Record<string, Schema>))
      yield* subschemas(inner, `${path}/${key}/${name}`)
  }
  for (const key of ['items', 'additionalProperties'] as const) {
    const inner = schema[key]
    if (typeof inner === 'object' && inner !== null) yield* subschemas(inner as Schema, `${path}/${key}`)
  }
}

/** A reference alone is described where it leads. */
function undescribed(schema: Schema, file: string): string[] {
  return [...subschemas(schema, file)]
    .filter(([, { $ref, ...rest }]) => $ref === undefined || Object.keys(rest).length > 0)
    .filter(
      ([, { description, examples }]) =>
        typeof description !== 'string' || description.length < 8 || !Array.isArray(examples) || examples.length === 0,
    )
    .map(([path]) => path)
}

function wrongExamples(schema: Schema, base: string): unknown[] {
  const ajv = newAjv()
  return [...subschemas(schema, base)].flatMap(([path, { examples = [] }]) =>
    (examples as unknown[]).flatMap((example) =>
      ajv.validate({ $ref: path }, example) ? [] : [{ path, example, errors: ajv.errors }],
    ),
  )
}
