import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadCached } from '../cache/load-cached.ts'
import { MeshroomError } from '../error.ts'
import type { Project } from '../project.ts'

export interface LoadOptions {
  /** Largest manifest that is read, in bytes. Default: 1 MiB. */
  readonly maxFileBytes?: number
  /**
   * Keep what was read below `.meshroom/cache/`, and read only what has changed since. What comes out is the same either way. Default: no,
   * and nothing is written.
   */
  readonly cache?: boolean
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
  requireProject(absolute)
  const place = { root: absolute, maxFileBytes: options.maxFileBytes ?? MIB }
  if (options.cache) return loadCached(place)
  // The parser of YAML is what takes longest to start: where everything is cached, nobody needs it.
  const { loadParsed } = await import('./load-parsed.ts')
  return loadParsed(place)
}

function requireProject(root: string): void {
  if (['products', 'instances'].some((name) => isFolder(join(root, name)))) return
  throw new MeshroomError(
    'PROJECT_NOT_FOUND',
    `${root} is not a Meshroom project: it has neither products/ nor instances/`,
    {
      hint: 'meshroom init <path>',
    },
  )
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
