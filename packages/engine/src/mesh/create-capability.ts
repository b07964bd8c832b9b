import type { Mode, Role } from '@meshroom/model'
import { checkTopic } from './check-new-name.ts'
import { declareCapability, isDeclared } from './declare-capability.ts'
import { editProject } from './edit-project.ts'
import { findProduct } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'

export interface CreateCapabilityOptions {
  readonly product: string
  readonly topic: string
  readonly role: Role
  /** Default: push. */
  readonly mode?: Mode
  readonly format?: string
}

/**
 * Declares that a product can do something. Nothing happens when its definition says so already.
 *
 * @returns the definition, relative to the project, and whether it was changed
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `NAME_INVALID`, `MANIFEST_BROKEN`, `RUN_LOCKED`
 */
export async function createCapability(
  mesh: Mesh,
  options: CreateCapabilityOptions,
): Promise<{ readonly file: string; readonly created: boolean }> {
  checkTopic(options.topic)
  return editProject(mesh, 'create capability', (fresh) => declare(fresh, options))
}

async function declare(
  mesh: Mesh,
  { product: name, topic, role, mode = 'push', format }: CreateCapabilityOptions,
): Promise<{ readonly file: string; readonly created: boolean }> {
  const product = findProduct(mesh, name)
  const wanted = { role, topic, mode, format }
  const exact = {
    capabilities: product.capabilities.filter(
      (declared) => declared.topic === topic && declared.format?.toLowerCase() === format?.toLowerCase(),
    ),
  }
  if (isDeclared(exact, wanted)) return { file: product.file ?? `${product.folder}/definition.yaml`, created: false }
  return { file: await declareCapability(mesh, product, wanted), created: true }
}
