import { join } from 'node:path'
import type { Product } from '@meshroom/model'
import type { Mesh } from '../mesh/mesh.ts'
import { keepTrust } from './admit-product.ts'
import { readGitPosition } from './git-position.ts'
import { readSnapshot } from './read-snapshot.ts'
import { openTrustStore } from './trust-store.ts'
import { type TrustedProduct, withIntegrations } from './trust-subject.ts'

const NO_PERMISSIONS = { net: [], run: [], write: [], git: false }

/**
 * Writes down that a product is the person's own: edits of this working tree do not ask, what others' commits bring does. The permissions of its
 * definition are learnt when its code first runs.
 */
export async function ownProduct(
  { root, ports, project }: Pick<Mesh, 'root' | 'ports'> & Partial<Pick<Mesh, 'project'>>,
  product: Pick<Product, 'name' | 'folder'> & Partial<TrustedProduct>,
): Promise<void> {
  if (ports.trust === undefined) return
  const { subject } = await readSnapshot(root, {
    permissions: NO_PERMISSIONS,
    ...withIntegrations(product, project?.integrations ?? []),
  })
  const git = await readGitPosition(join(root, product.folder))
  await keepTrust({ root, trust: ports.trust }, subject, { own: { lines: [] }, git })
}

/** Forgets that a product is the person's own, as it did not come about. */
export async function disownProduct({ root, ports }: Pick<Mesh, 'root' | 'ports'>, name: string): Promise<void> {
  if (ports.trust !== undefined) await (await openTrustStore(ports.trust.folder, root)).forget(name)
}
