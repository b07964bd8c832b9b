import { keepTrust, readTrustFacts, type TrustPlace } from './admit-product.ts'
import { readSnapshot } from './read-snapshot.ts'
import { compareTrust } from './trust-change.ts'
import { writePin } from './trust-lock.ts'
import type { TrustedProduct, TrustSubject } from './trust-subject.ts'

/** sha256, as of the files of a {@link TrustSubject}, of what pull and scaffold hooks wrote through Meshroom, by path relative to the product's folder. */
export type WrittenFiles = ReadonlyMap<string, string>

/**
 * Carries a person's trust over to what the product's own scaffold or pull hooks have just written into its folder: that is their work, and they are
 * trusted. Anything else that has changed, permissions above all, asks as ever.
 */
export async function extendTrust(place: TrustPlace, product: TrustedProduct, written: WrittenFiles): Promise<void> {
  const { subject } = await readSnapshot(place.root, product)
  const { record, git, policy, fromOthers } = await readTrustFacts(place, product, subject)
  if (record === undefined || policy === 'lock') return
  const { added, changed, removed, gained, lost } = compareTrust(record, subject)
  const isOwnWork = [...added, ...changed].every((path) => written.get(path) === subject.files[path])
  if (!isOwnWork || removed.length + gained.length + lost.length > 0 || record.digest === subject.digest) return
  await keepTrust(place, subject, { ...(record.own !== undefined && { own: fromOthers }), git })
  await writePin(place.root, product.name, subject)
}
