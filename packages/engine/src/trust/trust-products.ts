import { compareNames, MeshroomError, type Product } from '@meshroom/model'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan } from '../plan/plan.ts'
import { admitProduct, readTrustFacts, type TrustPlace } from './admit-product.ts'
import { judgeTrust, type TrustVerdict } from './judge-trust.ts'
import { readSnapshot } from './read-snapshot.ts'
import { type SandboxLevel, sandboxLevel } from './sandbox-level.ts'
import { compareTrust } from './trust-change.ts'
import { allRequired, isTrustRequired } from './trust-failure.ts'
import { isPinned, writePin } from './trust-lock.ts'
import type { TrustRecord } from './trust-record.ts'
import { openTrustStore } from './trust-store.ts'
import { isDependency, needsTrust, type TrustSubject, withIntegrations } from './trust-subject.ts'

type TrustedMesh = Pick<Mesh, 'root' | 'project' | 'ports'>

/** What is trusted of one product. */
export interface TrustRow {
  readonly product: string
  readonly status: TrustVerdict
  readonly digest: string
  readonly permissions: TrustSubject['permissions']
  /** Whether `meshroom.lock` pins this very code. */
  readonly pinned: boolean
  /** How much its hooks are kept from doing by themselves. */
  readonly sandbox: SandboxLevel
  /** When it was last trusted, ISO 8601. */
  readonly trustedAt?: string
  /** Packages in its `node_modules` that are others than its code was trusted with, or last ran with; absent where there are none. The plan does not look at them. */
  readonly changedPackages?: readonly string[]
}

/**
 * Lists the products that have code or calls of their own choice, or one of them, and whether it is trusted. Runs nothing and asks nothing.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `LOCK_FILE_INVALID`
 */
export async function listTrust(mesh: TrustedMesh, names?: readonly string[]): Promise<readonly TrustRow[]> {
  const rows: TrustRow[] = []
  for (const product of productsOf(mesh, names)) {
    const { subject } = await readSnapshot(mesh.root, product)
    if (needsTrust(subject)) rows.push(await rowOf(mesh, product, subject))
  }
  return rows
}

async function rowOf(mesh: TrustedMesh, { folder }: Product, subject: TrustSubject): Promise<TrustRow> {
  const place = placeOf(mesh)
  const { product, digest, permissions } = subject
  const sandbox = sandboxLevel(place?.trust.unsafe === true)
  if (place === undefined) return { product, status: 'trusted', digest, permissions, pinned: false, sandbox }
  const facts = await readTrustFacts(place, { folder }, subject)
  const changedPackages = facts.record === undefined ? [] : packagesChanged(facts.record, subject)
  return {
    product,
    status: judgeTrust(subject, facts),
    digest,
    permissions,
    pinned: isPinned(facts.pins, subject),
    sandbox,
    ...(facts.record && { trustedAt: facts.record.trustedAt }),
    ...(changedPackages.length > 0 && { changedPackages }),
  }
}

function packagesChanged(record: TrustRecord, subject: TrustSubject): readonly string[] {
  const { added, changed, removed } = compareTrust(record, subject)
  return [...added, ...changed, ...removed].filter(isDependency).toSorted(compareNames)
}

/**
 * Makes sure that the code of products may run, asking where it must: of all products, or of those named. Do it before something begins that
 * should not stop in the middle.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`; as `TRUST_…` where one of them is not trusted
 * @example
 * await ensureTrusted(mesh, plan.steps.map(({ product }) => product))
 */
export async function ensureTrusted(mesh: TrustedMesh, names?: readonly string[]): Promise<void> {
  const place = placeOf(mesh)
  if (place === undefined) return
  const required: MeshroomError[] = []
  for (const product of productsOf(mesh, names)) {
    const { subject } = await readSnapshot(mesh.root, product)
    await admitProduct(place, product, subject).catch((error: unknown) => {
      if (!isTrustRequired(error)) throw error
      required.push(error)
    })
  }
  const [first, ...others] = required
  if (first !== undefined) throw allRequired(first, others)
}

/**
 * {@link ensureTrusted} for everything that a plan will run. A product that is gone has no code to trust.
 *
 * @throws MeshroomError as `TRUST_…` where one of them is not trusted
 */
export async function ensurePlanTrusted(mesh: TrustedMesh, { steps }: Pick<Plan, 'steps'>): Promise<void> {
  const products = steps.map(({ product }) => product)
  await ensureTrusted(
    mesh,
    products.filter((product) => mesh.project.products.has(product)),
  )
}

/**
 * Takes trust back: of the person, and out of `meshroom.lock`. Where that cannot be read it stays as it is, with a warning `LOCK_FILE_INVALID`:
 * until it is mended it makes nothing trusted.
 *
 * @returns whether there was any
 */
export async function revokeTrust(mesh: Pick<Mesh, 'root' | 'ports'>, product: string): Promise<boolean> {
  const place = placeOf(mesh)
  if (place === undefined) return false
  const store = await openTrustStore(place.trust.folder, mesh.root)
  const wasTrusted = await store.forget(product)
  await unpin(mesh, product)
  return wasTrusted
}

async function unpin({ root, ports }: Pick<Mesh, 'root' | 'ports'>, product: string): Promise<void> {
  try {
    await writePin(root, product, undefined)
  } catch (error) {
    if (!(error instanceof MeshroomError) || error.code !== 'LOCK_FILE_INVALID') throw error
    ports.emit({
      type: 'warning',
      code: error.code,
      message: `${product} is not trusted any more; ${error.message}, and is left as it is`,
      hint: `mend it, and take out of it what it pins of ${product}: meshroom trust ${product} --revoke`,
    })
  }
}

function productsOf(mesh: TrustedMesh, names: readonly string[] | undefined) {
  const wanted = names === undefined ? [...mesh.project.products.keys()] : [...new Set(names)]
  return wanted
    .toSorted(compareNames)
    .map((name) => withIntegrations(findProduct(mesh, name), mesh.project.integrations))
}

function placeOf({ root, ports }: Pick<Mesh, 'root' | 'ports'>): TrustPlace | undefined {
  return ports.trust && { root, trust: ports.trust }
}
