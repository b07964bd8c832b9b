import fs from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MeshroomError, writeFileAtomic } from '@meshroom/model'
import { type GitIdentity, readGitIdentity } from './read-git-identity.ts'

export interface InitProjectOptions {
  /** The project's folder; made where it is not there. */
  readonly path: string
  /** Contents by path relative to the project. */
  readonly files: Readonly<Record<string, string>>
  /** Of the first commit; git's own configuration where unset. */
  readonly author?: GitIdentity
}

export interface InitializedProject {
  /** Absolute path. */
  readonly root: string
  /** Relative to the project, sorted. */
  readonly created: readonly string[]
  /** Hash of the first commit. */
  readonly commit: string
}

/**
 * Makes a project: its files, a git repository on branch `main`, and the first commit, of these files alone. Needs no git on the machine. A folder that
 * is a repository already is used as it is; files that are there already are never overwritten.
 *
 * @throws MeshroomError `PROJECT_EXISTS` when the folder is a project, or lies in one; `FILE_EXISTS` when a file is in the way
 */
export async function initProject({ path, files, author }: InitProjectOptions): Promise<InitializedProject> {
  const root = resolve(path)
  const created = Object.keys(files).sort()
  await refuseProject(root)
  await refuseTaken(root, created)
  for (const file of created) await writeFileAtomic(join(root, file), files[file] ?? '')
  const commit = await commitFirst(root, { created, author: author ?? (await readGitIdentity()) })
  return { root, created, commit }
}

async function refuseProject(root: string): Promise<void> {
  const project = await projectAbove(root)
  if (project === undefined) return
  const where = project === root ? `${root} is a project already` : `${root} lies in the project ${project}`
  throw new MeshroomError('PROJECT_EXISTS', where, { hint: 'take another folder: meshroom init <path>' })
}

/** The nearest folder upwards that is a project; an empty `products/` alone is none. */
async function projectAbove(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await isFolder(join(at, 'products'))) && (await isFolder(join(at, 'instances')))) return at
    if (dirname(at) === at) return undefined
  }
}

async function refuseTaken(root: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const taken = await access(join(root, file)).then(
      () => true,
      () => false,
    )
    if (taken)
      throw new MeshroomError('FILE_EXISTS', `${join(root, file)} is there already`, { hint: 'take an empty folder' })
  }
}

/** The library is loaded here alone: no other command needs it. */
async function commitFirst(
  root: string,
  { created, author }: { readonly created: readonly string[]; readonly author: GitIdentity },
): Promise<string> {
  const { default: git } = await import('isomorphic-git')
  const repository = { fs, dir: root }
  if (!(await isRepository(root))) await git.init({ ...repository, defaultBranch: 'main' })
  for (const filepath of created) await git.add({ ...repository, filepath })
  return git.commit({ ...repository, message: 'Start a mesh with Meshroom', author })
}

async function isRepository(root: string): Promise<boolean> {
  const entries = await readdir(root).catch((): string[] => [])
  return entries.includes('.git')
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}
