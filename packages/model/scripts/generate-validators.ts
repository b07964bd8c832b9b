import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'

/**
 * Compiles the JSON Schemas of `schema/v1/` to a module without imports, so that reading a manifest compiles no schema and
 * loads no Ajv. Run `pnpm --filter @meshroom/model generate` after changing a schema; a test refuses a module that is behind.
 */

const KINDS = ['product', 'integration', 'instance', 'plug'] as const
const PARTS = ['setting', 'capability', ...KINDS] as const

interface Schema {
  readonly $id: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** The text of `src/schema/validators.generated.js`. */
export async function generateValidators(): Promise<string> {
  const schemas = new Map(await Promise.all(PARTS.map(async (part) => [part, await readSchema(part)] as const)))
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, code: { source: true, esm: true, lines: true } })
  for (const schema of schemas.values()) ajv.addSchema(withoutProse(schema) as Schema)
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, schemas.get(kind)!.$id]))
  const code = standalone.default(ajv, ids)
  if (/\brequire\(|^import /m.test(code)) throw new Error('a schema uses a keyword whose code needs Ajv at run time')
  return `// Generated from schema/v1/ by scripts/generate-validators.ts; do not edit.\n${code}\n${listKeys(schemas)}\n`
}

async function readSchema(part: string): Promise<Schema> {
  return JSON.parse(await readFile(new URL(`../schema/v1/${part}.json`, import.meta.url), 'utf8')) as Schema
}

const PROSE = new Set(['title', 'description', 'examples'])

/** Descriptions are for editors; a property that has the name of one stays. */
function withoutProse(schema: unknown, isListOfProperties = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutProse(item))
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => isListOfProperties || !PROSE.has(key))
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutProse(value, !isListOfProperties && key === 'properties')]),
  )
}

function listKeys(schemas: ReadonlyMap<string, Schema>): string {
  const keys = Object.fromEntries(
    [...KINDS, 'capability'].map((kind) => [kind, Object.keys(schemas.get(kind)!.properties ?? {})]),
  )
  const setting = ['name', ...Object.keys(schemas.get('setting')!.$defs!.body!.properties!)]
  return `export const knownKeys = ${JSON.stringify({ ...keys, setting }, null, 2)};`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(new URL('../src/schema/validators.generated.js', import.meta.url), await generateValidators())
}
