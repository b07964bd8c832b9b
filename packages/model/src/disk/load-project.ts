import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { MeshroomError } from '../error.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { parseIntegrationName } from '../read/integration-name.ts'
import { type ManifestSource, report } from '../read/manifest-source.ts'
import { parseManifest } from '../read/parse-manifest.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { mapBounded } from './map-bounded.ts'
import { type FileContent, readBounded } from './read-bounded.ts'
import { scanProject } from './scan-project.ts'

export interface LoadOptions {
  /** Largest manifest that is read, in bytes. Default: 1 MiB. */
  readonly maxFileBytes?: number
  /** Most files that are read at once. Default: 32. */
  readonly concurrency?: number
}

const MIB = 1024 * 1024

/**
 * Reads a project. Problems never stop it: each is a diagnostic with its place, and everything that could be read is there.
 *
 * @param root absolute, or relative to the working directory
 * @throws MeshroomError `PROJECT_NOT_FOUND` when the folder has neither `products/` nor `instances/`
 * @example
 * const project = await loadProject('.')
 * for (const problem of project.diagnostics) console.error(`${problem.file}:${problem.line} ${problem.message}`)
 */
export async function loadProject(root: string, options: LoadOptions = {}): Promise<Project> {
  const absolute = resolve(root)
  await requireProject(absolute)
  const layout = await scanProject(absolute)
  const sources = await parseAll(absolute, layout, options)
  return assembleProject({ root: absolute, layout, sources })
}

async function requireProject(root: string): Promise<void> {
  const folders = await Promise.all(
    ['products', 'instances'].map((name) => stat(join(root, name)).catch(() => undefined)),
  )
  if (folders.some((folder) => folder?.isDirectory())) return
  throw new MeshroomError(
    'PROJECT_NOT_FOUND',
    `${root} is not a Meshroom project: it has neither products/ nor instances/`,
    {
      hint: 'meshroom init <path>',
    },
  )
}

async function parseAll(
  root: string,
  layout: ProjectLayout,
  options: LoadOptions,
): Promise<ReadonlyMap<string, ManifestSource>> {
  const files = filesOf(layout)
  const sources = await mapBounded(files, options.concurrency ?? 32, async (file) =>
    parseFile(file, await readBounded(join(root, file), options.maxFileBytes ?? MIB)),
  )
  return new Map(sources.map((source) => [source.file, source]))
}

/** Files beside integrations that have no such name are not even read. */
function filesOf(layout: ProjectLayout): readonly string[] {
  const integrations = layout.integrations.filter(({ stem }) => parseIntegrationName(stem) !== undefined)
  const all = [...layout.products, ...integrations, ...layout.instances, ...layout.plugs]
  return all.flatMap(({ file }) => (file === undefined ? [] : [file]))
}

function parseFile(file: string, content: FileContent): ManifestSource {
  if (content.kind === 'read') return parseManifest(file, content.bytes)
  const source = parseManifest(file, new Uint8Array())
  report(source, describeUnread(content))
  return source
}

function describeUnread(content: Exclude<FileContent, { kind: 'read' }>): YamlProblem {
  if (content.kind === 'unreadable')
    return {
      severity: 'error',
      code: 'FILE_UNREADABLE',
      message: `the file cannot be read (${content.reason})`,
      hint: 'check its permissions',
      offset: 0,
    }
  return {
    severity: 'error',
    code: 'FILE_TOO_LARGE',
    message: `the file has ${content.size} bytes, more than a manifest may have`,
    hint: 'keep data beside the manifest, not in it',
    offset: 0,
  }
}
