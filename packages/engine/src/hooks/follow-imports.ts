import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestText } from '../state/digest-text.ts'
import { mentionedPaths } from './mentioned-paths.ts'
import { plainLineEnds } from './plain-line-ends.ts'
import { openProductCache, type ProductCache } from './product-cache.ts'
import type { ProductCode } from './read-product-code.ts'

/** sha256 by path relative to a product's folder. */
export type CodeDigests = ReadonlyMap<string, string>

export interface ImportingProduct {
  /** The project's folder, absolute. */
  readonly root: string
  readonly product: string
  /** The product's folder, absolute. */
  readonly folder: string
  /** Remember below `.meshroom/cache/imports/` what files import. */
  readonly cache: boolean
}

/** The files given, with all of the product that they import, directly or not: code, and `.json`. */
export type FollowImports = (files: CodeDigests) => Promise<CodeDigests>

/**
 * Makes what follows imports in the code of a product. A file is parsed only where it mentions another one that is there and does not count yet, so
 * that the many products that have no such file load no parser. Paths that are put together when the code runs are not seen.
 */
export function followImports({ digests, contents }: ProductCode, place: ImportingProduct): FollowImports {
  const mentioning = findMentions({ digests, contents })
  const imports = rememberImports(place, { digests, mentioning })
  const digestData = rememberData(place)
  const importsBeyond = async (file: string, counted: CodeDigests) => {
    const leads = (mentioning.get(file)?.paths ?? []).filter((path) => !counted.has(path))
    return leads.length === 0 ? [] : (await imports.of(file)).filter((path) => leads.includes(path))
  }
  return async (files) => {
    const counted = new Map(files)
    // What is added on the way is visited too.
    for (const file of counted.keys()) {
      for (const path of await importsBeyond(file, counted)) {
        const digest = digests.get(path) ?? (await digestData(path))
        if (digest !== undefined) counted.set(path, digest)
      }
    }
    imports.save()
    return counted
  }
}

interface MentioningFile {
  readonly content: Buffer
  /** Of code that is there, and of data that may be. */
  readonly paths: readonly string[]
}

function findMentions({ digests, contents }: ProductCode): ReadonlyMap<string, MentioningFile> {
  const found = new Map<string, MentioningFile>()
  for (const [file, content] of contents) {
    if (!/(?<!\.d)\.[mc]?[jt]s$/.test(file)) continue
    const paths = mentionedPaths(file, content.toString('utf8')).filter(
      (path) => digests.has(path) || path.endsWith('.json'),
    )
    if (paths.length > 0) found.set(file, { content, paths })
  }
  return found
}

/** Digests of data of the product; undefined for what no hook can read either. */
function rememberData({ folder }: ImportingProduct): (path: string) => Promise<string | undefined> {
  const digests = new Map<string, string | undefined>()
  return async (path) => {
    if (!digests.has(path)) {
      const content = await readFile(join(folder, path)).catch(() => undefined)
      digests.set(path, content && digestText(plainLineEnds(content)))
    }
    return digests.get(path)
  }
}

interface Imports {
  of(file: string): Promise<readonly string[]>
  save(): void
}

function rememberImports(
  { root, product, cache }: ImportingProduct,
  { digests, mentioning }: { readonly digests: CodeDigests; readonly mentioning: ReadonlyMap<string, MentioningFile> },
): Imports {
  const keyOf = (file: string) => digests.get(file) ?? ''
  let known: ProductCache<readonly string[]> | undefined
  const open = () => {
    const opened = openProductCache<readonly string[]>(cache ? { root, name: `imports/${product}` } : undefined)
    // What is still so is kept, though this command may not come to it.
    for (const file of mentioning.keys()) opened.get(file, keyOf(file))
    return opened
  }
  return {
    async of(file) {
      known ??= open()
      const remembered = known.get(file, keyOf(file))
      if (remembered !== undefined) return remembered
      const { importedPaths } = await import('./imported-paths.ts')
      const found = await importedPaths(file, mentioning.get(file)?.content.toString('utf8') ?? '')
      known.put(file, keyOf(file), found)
      return found
    },
    save: () => known?.save(),
  }
}
