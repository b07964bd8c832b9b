import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MeshroomError, writeFileAtomic } from '@meshroom/model'
import { nodeDisk } from '../state/node-disk.ts'
import { disownProduct, ownProduct } from '../trust/own-product.ts'
import { checkDistinct, checkNewName } from './check-new-name.ts'
import { editProject } from './edit-project.ts'
import type { Mesh } from './mesh.ts'

export interface CreateProductOptions {
  readonly name: string
  /** Contents by path relative to the product's folder. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * Creates `products/<name>/` with the files given: all of it or nothing.
 *
 * @returns the files, relative to the project, sorted
 * @throws MeshroomError `NAME_INVALID`, `PRODUCT_EXISTS`, `PATH_REFUSED` for a file outside the product's folder, `RUN_LOCKED`
 */
export async function createProduct(
  mesh: Mesh,
  { name, files }: CreateProductOptions,
): Promise<{ readonly files: readonly string[] }> {
  checkNewName('product', name)
  const paths = Object.keys(files).sort()
  for (const path of paths) checkPath(path)
  await editProject(mesh, 'create product', (fresh) => writeProduct(fresh, { name, files }))
  return { files: paths.map((path) => `products/${name}/${path}`) }
}

/** That it is the person's own is known before it is there: after a kill in between, the same command makes it. */
async function writeProduct(mesh: Mesh, { name, files }: CreateProductOptions): Promise<void> {
  if (mesh.project.products.has(name)) throw productExists(name)
  checkDistinct('product', name, mesh.project.products.keys())
  const draft = `products/.${name}.${randomUUID()}.tmp`
  const unfinished = join(mesh.root, draft)
  try {
    await mkdir(unfinished, { recursive: true })
    for (const [path, text] of Object.entries(files)) await writeFileAtomic(join(unfinished, path), text)
    await ownProduct(mesh, { name, folder: draft })
    await rename(unfinished, join(mesh.root, 'products', name))
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    await disownProduct(mesh, name)
    throw isTaken(error) ? productExists(name) : error
  }
  await nodeDisk.syncFolder(join(mesh.root, 'products'))
}

function productExists(name: string): MeshroomError {
  return new MeshroomError('PRODUCT_EXISTS', `there is a product "${name}" already`, {
    hint: `edit products/${name}/definition.yaml, or take another name`,
    data: { name },
  })
}

function checkPath(path: string): void {
  const steps = path.split('/')
  if (!steps.some((step) => step === '' || step === '.' || step === '..') && !path.includes('\\')) return
  throw new MeshroomError('PATH_REFUSED', `"${path}" does not lie in the product's folder`)
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')
}
