import type { HookSource, ParsedHookFile } from './parse-hook-file.ts'
import { openProductCache } from './product-cache.ts'

/** What was read from the files of one product. */
export interface DeclarationCache {
  /** What the file declared when it was last read, unless it has changed since. */
  get(source: HookSource): ParsedHookFile | undefined
  put(source: HookSource, parsed: ParsedHookFile): void
  /** Keeps what was asked for and nothing else; does nothing when that is what is there. */
  save(): void
}

/** Opens the memory of a product's declarations, `.meshroom/cache/hooks/<product>.json`. */
export function openDeclarationCache({
  root,
  product,
}: {
  readonly root: string
  readonly product: string
}): DeclarationCache {
  const cache = openProductCache<ParsedHookFile>({ root, name: `hooks/${product}` })
  return {
    get: (source) => cache.get(source.file, keyOf(source)),
    put: (source, parsed) => cache.put(source.file, keyOf(source), parsed),
    save: () => cache.save(),
  }
}

/** The text as it is: comparing it is as sure as a digest, and Node's crypto takes longer to load than a catalogue's hooks to read. */
function keyOf({ product, file, text, integration }: HookSource): string {
  const { target, topic, role, mode } = integration ?? {}
  return JSON.stringify([product, file, integration?.file, target, topic, role, mode, text])
}
