import { createHash } from 'node:crypto'
import { compareNames, type Permissions } from '@meshroom/model'
import { digestProduct } from '../hooks/digest-product.ts'
import { canonicalJson } from '../state/canonical-json.ts'

/** What is trusted, or not, as a whole: the code of a product and what it may ask the engine for. */
export interface TrustSubject {
  readonly product: string
  /** sha256 over the sorted (path, sha256) of code and templates, and over the permissions. */
  readonly digest: string
  readonly permissions: Permissions
  /** sha256 by path relative to the product's folder. */
  readonly files: Readonly<Record<string, string>>
  /** A product without code needs no trust. */
  readonly hasCode: boolean
}

/** The subject of a product whose files have these digests. */
export function trustSubject(
  { name, permissions }: { readonly name: string; readonly permissions: Permissions },
  digests: ReadonlyMap<string, string>,
): TrustSubject {
  const sorted = sortPermissions(permissions)
  const ofPermissions = createHash('sha256').update(canonicalJson(sorted)).digest('hex')
  return {
    product: name,
    digest: digestProduct(new Map([...digests, ['definition.yaml#permissions', ofPermissions]])),
    permissions: sorted,
    files: Object.fromEntries([...digests].toSorted(([a], [b]) => compareNames(a, b))),
    hasCode: [...digests.keys()].some((path) => isCode(path)),
  }
}

/** Templates are text for scaffolds, and lock files of dependencies are text for package managers: by themselves they run nothing. */
function isCode(path: string): boolean {
  return !path.startsWith('templates/') && /\.(?:[mc]?[jt]s|wasm|node)$/.test(path)
}

function sortPermissions({ net, run, write, git }: Permissions): Permissions {
  const sort = (list: readonly string[]) => [...new Set(list)].toSorted(compareNames)
  return { net: sort(net), run: sort(run), write: sort(write), git }
}
