import { digestProduct } from '../hooks/digest-product.ts'
import { type CodeDigests, type FollowImports, followImports, type ImportingProduct } from '../hooks/follow-imports.ts'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import { canonicalJson } from './canonical-json.ts'
import { digestText } from './digest-text.ts'

/** The code of a product without tests and templates, which no hook runs. */
export interface HookCode {
  readonly digests: CodeDigests
  readonly follow: FollowImports
}

export async function readHookCode(place: ImportingProduct): Promise<HookCode> {
  const files = listProductFiles(place.folder).filter((path) => !isTestOrTemplate(path))
  const code = await readProductCode(place.folder, files)
  return { digests: code.digests, follow: followImports(code, place) }
}

/**
 * The digest of the code that a hook may use: its product's own, the folder of its integration, and what these import of other
 * integrations and of `.json`. The rest of other integrations is left out, so that scaffolding a second one does not set the first one up again.
 */
export async function digestHookCode(
  { digests, follow }: HookCode,
  { integration }: Pick<HookDeclaration, 'integration'>,
): Promise<string> {
  const own = integration === undefined ? undefined : `integrations/${integration.target}/`
  const counts = (path: string) => !path.startsWith('integrations/') || (own !== undefined && path.startsWith(own))
  return digestProduct(await follow(new Map([...digests].filter(([path]) => counts(path)))))
}

/** Files of a product that no hook runs, though they may be code. */
export function isTestOrTemplate(path: string): boolean {
  return /^templates\/|^test\/|\.(?:test|spec)\.[mc]?[jt]s$/.test(path)
}

/** sha256 in hexadecimal of a value's canonical JSON. */
export function digestValue(value: unknown): string {
  return digestText(canonicalJson(value))
}
