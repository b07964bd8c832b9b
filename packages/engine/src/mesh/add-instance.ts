import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Instance, MeshroomError } from '@meshroom/model'
import { checkDistinct, checkNewName } from './check-new-name.ts'
import { editProject } from './edit-project.ts'
import { findProduct } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'
import { type GivenSettings, resolveSettings } from './resolve-settings.ts'
import { type SavedSettings, saveSettings } from './save-settings.ts'

export interface AddInstanceOptions extends GivenSettings {
  readonly product: string
  /** The product's name where unset. */
  readonly name?: string
}

/**
 * Adds an instance of a product to the mesh: `instances/<product>/<name>/config.yaml` and its secrets. Nothing is sent to the tenant.
 *
 * Settings are checked against the product's before anything is written; defaults are not written. Required ones that are missing are asked
 * for; where nothing is given at all, those with a default are offered too.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `NAME_INVALID`, `INSTANCE_EXISTS`, `INPUT_REQUIRED`, `SETTING_…`, `RUN_LOCKED`
 * @example
 * await addInstance(mesh, { product: 'myedr', settings: { region: 'fra1' }, secrets: { API_KEY: key } })
 */
export async function addInstance(
  mesh: Mesh,
  options: AddInstanceOptions,
): Promise<SavedSettings & { readonly name: string }> {
  const product = findProduct(mesh, options.product)
  const name = options.name ?? product.name
  checkNewName('instance', name)
  await checkFree(mesh, name)
  const untouched = Object.keys(options.settings).length === 0 && Object.keys(options.secrets).length === 0
  const resolved = await resolveSettings({
    ...options,
    schema: product.settings,
    current: {},
    known: [],
    ask: untouched ? 'offer' : 'missing',
    ports: mesh.ports,
  })
  const saved = await editProject(mesh, 'add', async (fresh) => {
    await checkFree(fresh, name)
    return saveSettings(fresh, {
      ...resolved,
      kind: 'instance',
      file: `instances/${product.name}/${name}/config.yaml`,
      owner: { kind: 'instance', product: product.name, instance: name },
      initial: { name, product: product.name },
    })
  })
  return { name, ...saved }
}

async function checkFree({ root, project }: Mesh, name: string): Promise<void> {
  checkDistinct('instance', name, project.instances.keys())
  const taken = project.instances.get(name)
  if (taken === undefined || (await isEmpty(root, taken))) return
  throw new MeshroomError('INSTANCE_EXISTS', `there is an instance "${name}" already, of ${taken.product}`, {
    hint: `meshroom configure ${name}, or add it under another name`,
    ...(taken.file !== undefined && { file: taken.file }),
  })
}

/** A folder with nothing in it is what an `add` that was killed leaves; git keeps none. */
async function isEmpty(root: string, { file, folder }: Instance): Promise<boolean> {
  if (file !== undefined) return false
  const names = await readdir(join(root, folder)).catch((): string[] => [])
  return names.every((name) => name.startsWith('.') && name.endsWith('.tmp'))
}
