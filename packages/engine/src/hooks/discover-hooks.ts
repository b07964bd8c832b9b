import { join } from 'node:path'
import { compareNames, type Diagnostic, type Integration } from '@meshroom/model'
import { openDeclarationCache } from './declaration-cache.ts'
import type { HookManifest } from './hook-declaration.ts'
import { listHookFiles } from './list-hook-files.ts'
import { mentionsSdk } from './mentions-sdk.ts'
import type { HookSource, ParsedHookFile } from './parse-hook-file.ts'
import { readIfThere } from './read-if-there.ts'

export interface DiscoverHooksOptions {
  /** The project's folder, absolute. */
  readonly root: string
  readonly product: string
  /** The product's folder, relative to the project: `products/<name>`. */
  readonly folder: string
  /** Integrations of the product, each with its manifest's file. */
  readonly integrations: readonly Integration[]
  /** Remember what was read below `.meshroom/cache/hooks/`. Default: yes. */
  readonly cache?: boolean
}

/**
 * Finds the hooks of a product by reading its sources; nothing of it is run.
 *
 * Hooks are the named exports of files at the top of the product's folder, and of files beside the manifests of integrations that have
 * the manifest's name. What cannot be read is a diagnostic with its place, and that hook is left out. What was read is remembered below
 * `.meshroom/cache/hooks/`, by the content of each file, so that an unchanged product costs no parsing.
 *
 * @example
 * const { hooks, diagnostics } = await discoverHooks({ root, product: 'myedr', folder: 'products/myedr', integrations: [] })
 */
export async function discoverHooks(options: DiscoverHooksOptions): Promise<HookManifest> {
  const texts = await readHookFiles(join(options.root, options.folder))
  const { sources, diagnostics } = listSources(texts, options)
  const parsed = await parseSources(sources, options)
  return {
    product: options.product,
    hooks: parsed
      .flatMap(({ hooks }) => hooks)
      .toSorted((a, b) => compareNames(a.file, b.file) || compareNames(a.export, b.export)),
    diagnostics: [...diagnostics, ...parsed.flatMap((each) => each.diagnostics)],
  }
}

/** Texts by path; where two files have one name but for the extension, TypeScript comes first. */
async function readHookFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = listHookFiles(folder)
  const contents = await Promise.all(files.map((path) => readIfThere(join(folder, path))))
  const texts = files.flatMap((path, index) => {
    const content = contents[index]
    return content === undefined ? [] : [[path, content.toString('utf8')] as const]
  })
  return new Map(texts.sort(([a], [b]) => Number(isJavaScript(a)) - Number(isJavaScript(b))))
}

function isJavaScript(path: string): boolean {
  return /\.m?js$/.test(path)
}

interface Sources {
  readonly sources: readonly HookSource[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Files that mention the SDK, each with the integration it stands beside. */
function listSources(
  texts: ReadonlyMap<string, string>,
  { product, folder, integrations }: DiscoverHooksOptions,
): Sources {
  const byName = new Map(integrations.map((integration) => [withoutExtension(integration.file), integration]))
  const sources: HookSource[] = []
  const diagnostics: Diagnostic[] = []
  for (const [path, text] of texts) {
    if (!mentionsSdk(text)) continue
    const file = `${folder}/${path}`
    const integration = byName.get(withoutExtension(file))
    const problem = findTwin(file, sources) ?? (path.includes('/') && !integration ? missingManifest(file) : undefined)
    if (problem !== undefined) diagnostics.push(problem)
    else sources.push({ product, file, text, ...(integration && { integration }) })
  }
  return { sources, diagnostics }
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^./]+$/, '')
}

/** A compiled file beside its source would declare every hook twice. */
function findTwin(file: string, sources: readonly HookSource[]): Diagnostic | undefined {
  const twin = sources.find((each) => withoutExtension(each.file) === withoutExtension(file))
  return (
    twin && {
      severity: 'error',
      code: 'HOOK_FILE_TWICE',
      message: `it has the name of ${twin.file}, whose hooks are used`,
      hint: 'remove one of the two: hooks need no compiling',
      ...startOf(file),
    }
  )
}

function missingManifest(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'HOOK_WITHOUT_MANIFEST',
    message: 'hooks in this file belong to an integration whose manifest is not there, so nothing runs them',
    hint: `write ${withoutExtension(file)}.yaml, or rename the file after a manifest`,
    ...startOf(file),
  }
}

function startOf(file: string): Pick<Diagnostic, 'file' | 'line' | 'column'> {
  return { file, line: 1, column: 1 }
}

async function parseSources(
  sources: readonly HookSource[],
  { root, product, cache = true }: DiscoverHooksOptions,
): Promise<readonly ParsedHookFile[]> {
  if (sources.length === 0) return []
  const known = cache ? openDeclarationCache({ root, product }) : undefined
  const parsed: ParsedHookFile[] = []
  for (const source of sources) {
    const remembered = known?.get(source)
    if (remembered !== undefined) parsed.push(remembered)
    else {
      // The parser is not loaded where every file is known.
      const { parseHookFile } = await import('./parse-hook-file.ts')
      const found = await parseHookFile(source)
      known?.put(source, found)
      parsed.push(found)
    }
  }
  known?.save()
  return parsed
}
