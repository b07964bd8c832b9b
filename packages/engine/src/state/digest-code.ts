import { join } from 'node:path'
import { digestProduct } from '../hooks/digest-product.ts'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import { canonicalJson } from './canonical-json.ts'
import { digestText } from './digest-text.ts'

/** sha256 by path relative to a product's folder. */
export type CodeDigests = ReadonlyMap<string, string>

/** Digests of all code of a product. */
export async function readCodeDigests(root: string, folder: string): Promise<CodeDigests> {
  const absolute = join(root, folder)
  return (await readProductCode(absolute, listProductFiles(absolute))).digests
}

/**
 * The digest of the code that a hook may use: its product's own, and the folder of its integration. Code of other integrations, tests and
 * templates are left out, so that scaffolding a second integration does not set the first one up again.
 */
export function digestHookCode(digests: CodeDigests, { integration }: Pick<HookDeclaration, 'integration'>): string {
  const own = integration === undefined ? undefined : `integrations/${integration.target}/`
  const counts = (path: string) =>
    !/^templates\/|^test\/|\.(?:test|spec)\.[mc]?[jt]s$/.test(path) &&
    (!path.startsWith('integrations/') || (own !== undefined && path.startsWith(own)))
  return digestProduct(new Map([...digests].filter(([path]) => counts(path))))
}

/** sha256 in hexadecimal of a value's canonical JSON. */
export function digestValue(value: unknown): string {
  return digestText(canonicalJson(value))
}
