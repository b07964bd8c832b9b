import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { git } from './run-git.ts'

/** What git's two sides are while it merges; a name is missing where git knows none. */
export interface NamedSides {
  readonly isRebase: boolean
  readonly ours?: string
  readonly theirs?: string
}

/**
 * Which branches git means by ours and theirs in a clone at work. In a rebase the sides are the other way round than people expect: ours
 * is what is rebased onto, theirs the person's own commits.
 *
 * @param env git names what it merges there while its driver runs, before anything of it is on the disk
 */
export async function nameSides(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<NamedSides> {
  const gitFolder = resolve(folder, (await git(folder, ['rev-parse', '--git-dir']))?.trim() ?? '.git')
  const rebase = ['rebase-merge', 'rebase-apply'].map((name) => join(gitFolder, name)).find((path) => existsSync(path))
  return rebase === undefined ? sidesOfMerge(folder, gitFolder, env) : sidesOfRebase(folder, rebase)
}

async function sidesOfRebase(folder: string, state: string): Promise<NamedSides> {
  const ours = await nameCommit(folder, readLine(join(state, 'onto')))
  const head = readLine(join(state, 'head-name'))?.replace(/^refs\/heads\//, '')
  const theirs = head === 'detached HEAD' ? undefined : head
  return { isRebase: true, ...named({ ours, theirs }) }
}

async function sidesOfMerge(folder: string, gitFolder: string, env: NodeJS.ProcessEnv): Promise<NamedSides> {
  const ours = (await git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD']))?.trim()
  const [merged, ...others] = Object.keys(env).filter((name) => name.startsWith('GITHEAD_'))
  const commit = merged?.slice('GITHEAD_'.length) ?? readLine(join(gitFolder, 'MERGE_HEAD'))
  const theirs = others.length > 0 ? undefined : await nameCommit(folder, commit)
  return { isRebase: false, ...named({ ours, theirs }) }
}

function named({ ours, theirs }: { readonly ours: string | undefined; readonly theirs: string | undefined }) {
  return { ...(ours && { ours }), ...(theirs && { theirs }) }
}

/** The branch that ends there or near it, or the beginning of its id. */
async function nameCommit(folder: string, commit: string | undefined): Promise<string | undefined> {
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined
  const branches = ['--refs=refs/heads/*', '--refs=refs/remotes/*', '--exclude=refs/remotes/*/HEAD']
  const found = await git(folder, ['name-rev', '--name-only', '--no-undefined', ...branches, commit])
  return found?.trim().replace(/^remotes\//, '') || commit.slice(0, 8)
}

function readLine(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n', 1)[0] : undefined
}
