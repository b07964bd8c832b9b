import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { matchCapabilities, toCapabilityData } from '@meshroom/graph'
import {
  type Edit,
  editManifest,
  type JsonObject,
  type JsonValue,
  type Mode,
  type Product,
  type Role,
  readManifest,
  renderManifest,
  writeFileAtomic,
} from '@meshroom/model'
import type { Mesh } from './mesh.ts'

/** A capability to be declared. */
export interface NewCapability {
  readonly role: Role
  readonly topic: string
  readonly mode: Mode
  readonly format?: string | undefined
}

export const verbs = { consumer: 'consumes', producer: 'produces', trigger: 'triggers', executor: 'executes' } as const
export const complements = {
  consumer: 'producer',
  producer: 'consumer',
  trigger: 'executor',
  executor: 'trigger',
} as const

/** Whether what a product declares covers a capability: of its topic or of any, in its mode, in its format or any. */
export function isDeclared({ capabilities }: Pick<Product, 'capabilities'>, wanted: NewCapability): boolean {
  const other = { ...wanted, role: complements[wanted.role] }
  return capabilities.some((declared) => matchCapabilities(toCapabilityData(declared), other))
}

/**
 * Adds a capability to a product's definition, which is made where there is none. Comments, order and what stands there already are kept.
 *
 * @returns the file, relative to the project
 * @throws MeshroomError `MANIFEST_BROKEN` when the definition cannot be edited safely
 */
export async function declareCapability(mesh: Mesh, product: Product, wanted: NewCapability): Promise<string> {
  const file = product.file ?? `${product.folder}/definition.yaml`
  const path = join(mesh.root, file)
  const { mode, format } = wanted
  const entry: JsonObject = { mode, ...(format !== undefined && { format }) }
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (exists) await editManifest(path, [editFor(await readManifest(path), wanted, entry)])
  else
    await writeFileAtomic(
      path,
      renderManifest('product', { name: product.name, [verbs[wanted.role]]: { [wanted.topic]: [entry] } }),
    )
  return file
}

/** Below a topic stands a list of capabilities, one capability, or nothing, which is one without constraints. */
function editFor(data: JsonObject, { role, topic }: NewCapability, entry: JsonObject): Edit {
  const section = data[verbs[role]]
  if (isList(section)) return { path: [verbs[role]], append: { topic, ...entry } }
  const path = [verbs[role], topic]
  const present = isObject(section) && Object.hasOwn(section, topic) ? section[topic] : undefined
  if (present === undefined || isList(present)) return { path, append: entry }
  return { path, value: [present ?? {}, entry] }
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
