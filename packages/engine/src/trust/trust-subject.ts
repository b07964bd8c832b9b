import { createHash } from 'node:crypto'
import { compareNames, type Integration, type Permissions, type Product } from '@meshroom/model'
import { digestProduct } from '../hooks/digest-product.ts'
import { canonicalJson } from '../state/canonical-json.ts'
import { type CallingProduct, declaredCalls } from './declared-calls.ts'
import { declaredDefaults } from './declared-defaults.ts'

/** What of a product's definition is trusted or not, with its code. */
export type TrustedProduct = Pick<Product, 'name' | 'folder' | 'permissions'> &
  Partial<CallingProduct> & {
    /** As {@link withIntegrations} finds them. */
    readonly integrations?: readonly Integration[]
  }

/** What is trusted, or not, as a whole: the code of a product, what it may ask the engine for, and whom its definition has called. */
export interface TrustSubject {
  readonly product: string
  /**
   * sha256 over the sorted (path, sha256) of code, templates and the packages in `node_modules`, over the permissions, and over the calls and
   * the defaults where there are any.
   */
  readonly digest: string
  readonly permissions: Permissions
  /** sha256 by path relative to the product's folder; a package in `node_modules` counts as one file. Texts count with lines that end in LF. */
  readonly files: Readonly<Record<string, string>>
  readonly hasCode: boolean
  /** Of its declarative capabilities, as {@link declaredCalls} finds them. */
  readonly calls: readonly string[]
  /** Of the settings that its permissions name, as {@link declaredDefaults} finds them. */
  readonly defaults: readonly string[]
  /** The manifests that permissions, calls and defaults are from, relative to the product's folder. */
  readonly manifests: readonly string[]
}

/** A product with the integrations of the project whose settings its plugs have: its own, and those of others with it. */
export function withIntegrations<Known extends Pick<Product, 'name'>>(
  product: Known,
  integrations: readonly Integration[],
): Known & Pick<Required<TrustedProduct>, 'integrations'> {
  const concerns = (each: Integration) => each.product === product.name || each.target === product.name
  return { ...product, integrations: integrations.filter(concerns) }
}

/** The subject of a product whose files have these digests. */
export function trustSubject(
  { name, folder, permissions, capabilities = [], settings = [], integrations = [] }: TrustedProduct,
  digests: ReadonlyMap<string, string>,
): TrustSubject {
  const sorted = sortPermissions(permissions)
  const calls = declaredCalls({ capabilities, settings })
  const declared = declaredDefaults({ folder, permissions, settings, integrations })
  const defaults = declared.map(({ text }) => text)
  const ofDefinition = [
    ['definition.yaml#permissions', digestOf(canonicalJson(sorted))] as const,
    ...(calls.length === 0 ? [] : [['definition.yaml#calls', digestOf(canonicalJson(calls))] as const]),
    ...(defaults.length === 0 ? [] : [['definition.yaml#defaults', digestOf(canonicalJson(defaults))] as const]),
  ]
  return {
    product: name,
    digest: digestProduct(new Map([...digests, ...ofDefinition])),
    permissions: sorted,
    files: Object.fromEntries([...digests].toSorted(([a], [b]) => compareNames(a, b))),
    hasCode: [...digests.keys()].some((path) => isCode(path)),
    calls,
    defaults,
    manifests: [...new Set(['definition.yaml', ...declared.map(({ file }) => file)])],
  }
}

/** A product needs trust for code, and for calls to whom it names. */
export function needsTrust({ hasCode, calls }: TrustSubject): boolean {
  return hasCode || calls.length > 0
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Whether a path among the files of a {@link TrustSubject} stands for a package that the product depends on. */
export function isDependency(path: string): boolean {
  return /(?:^|\/)node_modules\//.test(path)
}

/** Templates are text for scaffolds, and lock files of dependencies are text for package managers: by themselves they run nothing. */
function isCode(path: string): boolean {
  return !path.startsWith('templates/') && !isDependency(path) && /\.(?:[mc]?[jt]s|wasm|node)$/.test(path)
}

function sortPermissions({ net, run, write, git }: Permissions): Permissions {
  const sort = (list: readonly string[]) => [...new Set(list)].toSorted(compareNames)
  return { net: sort(net), run: sort(run), write: sort(write), git }
}
