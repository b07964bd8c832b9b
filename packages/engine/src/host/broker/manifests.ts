import { readFile } from 'node:fs/promises'
import { HookError, type JsonValue, type MergeReport } from '@meshroom/hooks-sdk'
import {
  compareNames,
  type JsonObject,
  type ManifestKind,
  MeshroomError,
  mergeManifest,
  writeFileAtomic,
} from '@meshroom/model'
import { cleanText } from '../clean-text.ts'
import { type Args, type AskContext, invalid, isObject, type Service } from './ask.ts'
import { baseOf, type MergeMemory, readMergeMemory, sha256, writeMergeMemory } from './merge-memory.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { resolvePath } from './resolve-path.ts'

interface WantedManifest {
  readonly path: string
  readonly kind: ManifestKind
  readonly data: JsonObject
}

/** A manifest with what became of it. */
interface MergedManifest extends WantedManifest {
  readonly absolute: string
  /** Unset where there is nothing to write. */
  readonly text?: string
  readonly verdict: 'created' | 'updated' | 'unchanged'
  readonly kept: readonly string[]
}

/** How many files are read or written at once. */
const AT_ONCE = 32

const merge: Service = async (args, context) => {
  if (context.kind !== 'pull' && context.kind !== 'scaffold') {
    throw new HookError('PERMISSION_DENIED', 'manifests are merged by pull and scaffold hooks only')
  }
  const wanted = wantedIn(args)
  const place = { root: context.settings.root, product: context.settings.product.name }
  return oneAtATime(`merge ${place.root} ${place.product}`, async () => {
    const memory = await readMergeMemory(place)
    const merged = await inSlices(wanted, (each) => mergeOne(each, { memory, context }))
    await writeAll(merged, { memory, place })
    const report = reportOf(merged)
    context.settings.services.onMerge?.(forPeople(report, context))
    return report as unknown as JsonValue
  })
}

/** Manifests, merged with what a person wrote. */
export const manifestServices: Readonly<Record<string, Service>> = { 'manifests.merge': merge }

function wantedIn(args: Args): readonly WantedManifest[] {
  const { files } = args
  if (!Array.isArray(files)) throw invalid('files', 'a list of { path, data }')
  const wanted = files.map(wantedFrom)
  const paths = new Set(wanted.map(({ path }) => path))
  if (paths.size !== wanted.length) throw invalid('files', 'a list that names each file once')
  return wanted
}

function wantedFrom(file: JsonValue): WantedManifest {
  if (!isObject(file) || typeof file.path !== 'string' || !isObject(file.data))
    throw invalid('files', 'a list of { path, data }')
  const kind = kindOf(file.path)
  if (kind === undefined) {
    throw new HookError('PATH_REFUSED', `"${file.path}" is not the manifest of a product or of an integration`)
  }
  return { path: file.path, kind, data: file.data as JsonObject }
}

function kindOf(path: string): ManifestKind | undefined {
  if (/^products\/[^/]+\/definition\.ya?ml$/.test(path)) return 'product'
  return /^products\/[^/]+\/integrations\/[^/]+\/[^/]+\.ya?ml$/.test(path) ? 'integration' : undefined
}

interface Merging {
  readonly memory: MergeMemory
  readonly context: AskContext
}

async function mergeOne(wanted: WantedManifest, { memory, context }: Merging): Promise<MergedManifest> {
  const { absolute, current } = await findCurrent(wanted.path, context)
  const base = baseOf(memory.get(wanted.path), current)
  const merged = { ...wanted, absolute }
  try {
    const { text, changed, kept } = mergeManifest({
      kind: wanted.kind,
      current,
      base,
      next: wanted.data,
      file: wanted.path,
    })
    if (text === undefined || !changed) return { ...merged, verdict: 'unchanged', kept }
    return { ...merged, text, verdict: current === undefined ? 'created' : 'updated', kept }
  } catch (error) {
    if (!(error instanceof MeshroomError)) throw error
    return { ...merged, verdict: 'unchanged', kept: [`(the whole file: ${error.message})`] }
  }
}

/** The file as it is; a project may write `.yml` where a hook says `.yaml`. */
async function findCurrent(
  path: string,
  context: AskContext,
): Promise<{ absolute: string; current: string | undefined }> {
  const twin = path.endsWith('.yaml') ? path.replace(/yaml$/, 'yml') : path.replace(/yml$/, 'yaml')
  for (const each of [path, twin]) {
    const absolute = await resolvePath(each, 'write', context)
    const current = await readIfThere(absolute)
    if (current !== undefined) return { absolute, current }
  }
  return { absolute: await resolvePath(path, 'write', context), current: undefined }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

interface Writing {
  readonly memory: MergeMemory
  readonly place: { readonly root: string; readonly product: string }
}

/** The memory is saved before and after: were it only after, a kill between would turn what was just written into a person's own words. */
async function writeAll(merged: readonly MergedManifest[], { memory, place }: Writing): Promise<void> {
  const texts = merged.flatMap((each) => (each.text === undefined ? [] : [{ ...each, text: each.text }]))
  const before = new Map(memory)
  for (const { path, data, text } of texts) {
    before.set(path, { ...memory.get(path), pending: { data, sha256: sha256(text) } })
  }
  const after = new Map(memory)
  for (const { path, data } of merged) after.set(path, { base: data })
  if (texts.length > 0) await writeMergeMemory(place, before)
  await inSlices(texts, ({ absolute, text }) => writeFileAtomic(absolute, text))
  if (JSON.stringify([...after]) !== JSON.stringify([...memory])) await writeMergeMemory(place, after)
}

async function inSlices<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(act))))
  }
  return results
}

function forPeople(report: MergeReport, { settings: { redactor } }: AskContext): MergeReport {
  const show = (lines: readonly string[]) => lines.map((line) => redactor.text(cleanText(line)))
  return {
    created: show(report.created),
    updated: show(report.updated),
    unchanged: show(report.unchanged),
    kept: show(report.kept),
  }
}

function reportOf(merged: readonly MergedManifest[]): MergeReport {
  const sorted = merged.toSorted((a, b) => compareNames(a.path, b.path))
  const pathsOf = (verdict: MergedManifest['verdict']) =>
    sorted.filter((each) => each.verdict === verdict).map(({ path }) => path)
  return {
    created: pathsOf('created'),
    updated: pathsOf('updated'),
    unchanged: pathsOf('unchanged'),
    kept: sorted.flatMap(({ path, kept }) => kept.map((key) => `${path}: ${key}`)),
  }
}
