import { type Diagnostic, type HttpCall, MeshroomError, type Product } from '@meshroom/model'
import { addressOfUrl, permits, readNetRules, sayAddress } from '../host/broker/network/permitted-hosts.ts'
import { effectiveSettings } from '../mesh/effective-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { leadingSetting } from '../trust/declared-calls.ts'
import { ensureTrusted } from '../trust/trust-products.ts'
import type { Declarative } from './find-declarative.ts'

/** Products that are trusted as a mesh has read them: what a person has said holds until definitions are read anew. */
const trusted = new WeakMap<Mesh, Map<string, Promise<void>>>()

/**
 * Lets a declarative call go out, or not. To an address that the team itself has set it goes. One that the product names must be in its
 * `permissions.net`, and the person must trust the product: else whoever can change a definition could have its secrets sent to them.
 *
 * @throws MeshroomError `PERMISSION_DENIED`; as `TRUST_…`; the first error of the definition, where it has any
 */
export async function permitCall(mesh: Mesh, { actor, http }: Declarative, url: URL): Promise<void> {
  const { product, instance } = actor
  refuseBrokenDefinition(mesh, product)
  if (isAddressOf(leadingSetting(http), { settings: instance.settings, url })) return
  const settings = effectiveSettings(product.settings, instance.settings)
  if (!isAddressOf(leadingSetting(http), { settings, url })) refuseUndeclared(product, { http, settings, url })
  await trustOnce(mesh, product.name)
}

/** A call that was meant otherwise, say with other authentication, is not sent at all. */
function refuseBrokenDefinition({ project }: Mesh, { file }: Product): void {
  const broken = project.diagnostics.find((each) => each.file === file && (each.severity === 'error' || isSlip(each)))
  if (broken === undefined) return
  const { code, message, hint = 'meshroom validate', line, column } = broken
  throw new MeshroomError(code, message, { hint, file: broken.file, line, column })
}

/** Only a warning, as any key may narrow a capability; but `auht` may stand for `auth`. */
function isSlip({ code }: Diagnostic): boolean {
  return code === 'MANIFEST_UNKNOWN_KEY'
}

type Settings = Parameters<typeof readNetRules>[1]

interface Target {
  readonly settings: Settings
  readonly url: URL
}

/** The setting's own host is compared, so that no value can be continued to another one by the rest of the URL. */
function isAddressOf(name: string | undefined, { settings, url }: Target): boolean {
  const value = name !== undefined && Object.hasOwn(settings, name) ? settings[name] : undefined
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === url.origin
}

function refuseUndeclared(product: Product, { http, settings, url }: Target & { readonly http: HttpCall }): void {
  const address = addressOfUrl(url)
  const isNamed = leadingSetting(http) === undefined && address !== undefined
  if (isNamed && permits(readNetRules(product.permissions.net, settings), address)) return
  const where = address === undefined ? url.origin : sayAddress(address)
  throw new MeshroomError('PERMISSION_DENIED', `calls of ${product.name} may not reach ${where}`, {
    hint: `begin the URL with a setting of the tenant, as in {API_URL}/alerts, or add "${where}" to permissions.net of ${product.folder}/definition.yaml`,
  })
}

function trustOnce(mesh: Mesh, product: string): Promise<void> {
  const ofMesh = trusted.get(mesh) ?? new Map<string, Promise<void>>()
  trusted.set(mesh, ofMesh)
  const asked = ofMesh.get(product) ?? ensureTrusted(mesh, [product])
  ofMesh.set(product, asked)
  return asked
}
