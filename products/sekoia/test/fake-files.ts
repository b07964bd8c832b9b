import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Files, ManifestFile, Manifests, Settings, Templates } from '@meshroom/hooks-sdk'
import { parse, parseDocument, stringify } from 'yaml'

/** The files of a real folder, as a hook sees them. */
export function fakeFiles(root: string): Files {
  const at = (path: string) => join(root, path)
  return {
    read: (path) => readFile(at(path), 'utf8'),
    readBytes: (path) => readFile(at(path)),
    readManifests: (paths) => Promise.all(paths.map((path) => readManifest(root, path))),
    write: (path, content) => writeAt(at(path), content),
    exists: (path) =>
      stat(at(path)).then(
        () => true,
        () => false,
      ),
    list: (path) => listBelow(at(path)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
  }
}

/** Merges manifests as the engine promises: a value is changed only while it still is what was merged last. */
export function fakeManifests(root: string): Manifests {
  const last = new Map<string, Settings>()
  return {
    async merge(files) {
      const report = {
        created: [] as string[],
        updated: [] as string[],
        unchanged: [] as string[],
        kept: [] as string[],
      }
      for (const { path, data } of files) {
        const verdict = await mergeOne(join(root, path), {
          data,
          before: last.get(path),
          kept: (key) => report.kept.push(`${path}: ${key}`),
        })
        report[verdict].push(path)
        last.set(path, data)
      }
      return report
    },
  }
}

/** Renders template sets of the product itself into a real folder. */
export function fakeTemplates(root: string, product: string): Templates {
  return {
    async render(set, to, values) {
      const folder = join(product, 'templates', set)
      const written: string[] = []
      for (const file of await listBelow(folder)) {
        const path = `${to}/${fill(file, values)}`
        const bytes = await readFile(join(folder, file))
        if (
          await stat(join(root, path)).then(
            () => true,
            () => false,
          )
        )
          continue
        await writeAt(join(root, path), bytes.includes(0) ? bytes : fill(bytes.toString('utf8'), values))
        written.push(path)
      }
      return written
    },
  }
}

export async function copyFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true })
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`the template names {{${name}}}, which has no value`)
    return value
  })
}

async function readManifest(root: string, path: string): Promise<ManifestFile> {
  try {
    return { path, data: parse(await readFile(join(root, path), 'utf8')) }
  } catch (error) {
    return { path, error: error instanceof Error ? error.message : String(error) }
  }
}

async function writeAt(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}

/** Paths below a folder and relative to it. */
export async function listBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('.git/'))
    .sort()
}

interface Merge {
  readonly data: Settings
  readonly before: Settings | undefined
  readonly kept: (key: string) => void
}

async function mergeOne(path: string, { data, before, kept }: Merge): Promise<'created' | 'updated' | 'unchanged'> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    await writeAt(path, stringify(data))
    return 'created'
  }
  const document = parseDocument(text)
  const now: Settings = document.toJS() ?? {}
  for (const [key, value] of Object.entries(data)) {
    if (isDeepStrictEqual(now[key], value)) continue
    if (isDeepStrictEqual(now[key], before?.[key])) document.set(key, value)
    else kept(key)
  }
  const result = document.toString()
  if (isDeepStrictEqual(document.toJS(), now)) return 'unchanged'
  await writeAt(path, result)
  return 'updated'
}
