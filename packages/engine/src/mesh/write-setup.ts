import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@meshroom/model'
import { digestText } from '../state/digest-text.ts'
import { guardTrust } from '../trust/guard-trust.ts'
import { findProduct } from './find-by-name.ts'
import { lacksSetup } from './lacks-setup.ts'
import type { Mesh } from './mesh.ts'
import { openMesh } from './open-mesh.ts'
import { hookFileOf, type PlannedIntegration, renderSetup } from './render-setup.ts'

/** Writes hooks to be completed beside the manifest of an integration that nothing sets up. A file that is there stays as it is. */
export async function writeSetup({ root, environment, ports, lock }: Mesh, planned: PlannedIntegration): Promise<void> {
  const file = hookFileOf(planned.file)
  const isThere = await access(join(root, file)).then(
    () => true,
    () => false,
  )
  const mesh = await openMesh({ root, environment, ports, lock })
  const [product, target] = [findProduct(mesh, planned.product.name), findProduct(mesh, planned.target.name)]
  if (isThere || !(await lacksSetup(mesh, { ...planned, product, target }))) return
  const text = renderSetup(planned)
  await writeFileAtomic(join(root, file), text)
  const written = new Map([[file.slice(`${product.folder}/`.length), digestText(text)]])
  await guardTrust({ root, product, trust: ports.trust }).onWritten?.(written)
}
