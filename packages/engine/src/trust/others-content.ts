import { lstatSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { askGit } from './ask-git.ts'
import { findOthersLines } from './others-lines.ts'

export interface ContentInQuestion {
  /** Folder in a working tree, absolute. */
  readonly folder: string
  /** Files and packages that have changed, relative to it. */
  readonly paths: readonly string[]
  /** Commits that were made here. */
  readonly ownCommits: ReadonlySet<string>
  /** The commit that the tree was at when its code last ran; absent before the first one. */
  readonly since: string | undefined
  /** Digests of lines that the person has agreed to since. */
  readonly agreed: readonly string[]
}

export interface OthersContent {
  readonly isThere: boolean
  /** Digests of lines of others that a yes agrees to, and of those agreed to before. */
  readonly lines: readonly string[]
}

/**
 * Whether one of the files is, as it is now, what a commit brought that was not made here, or holds new lines of one, as a merge leaves them. That
 * tells work of others that was taken over by any way that looks like one's own: a squash, `cherry-pick -n`, `checkout <branch> -- <folder>`. Commits
 * that nothing points to any more count too. What git has never seen is an edit. Where git cannot say, the answer is yes: a question too many
 * is cheaper than one too few.
 */
export async function findOthersContent(question: ContentInQuestion): Promise<OthersContent> {
  const { folder, paths, ownCommits, agreed } = question
  try {
    const others = (await listCommits(folder)).filter((commit) => !ownCommits.has(commit))
    if (others.length === 0) return { isThere: false, lines: agreed }
    const { isNew, lines } = await findOthersLines({ ...question, others })
    return { isThere: isNew || (await bringsAny(others, { folder, paths })), lines }
  } catch {
    return { isThere: true, lines: agreed }
  }
}

/** Each file as it lies there, and as git would keep it: line ends may differ. */
async function contentsThatGitKnows(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const [top = '', prefix = ''] = await askGit(folder, ['rev-parse', '--show-toplevel', '--show-prefix'])
  const files = paths.flatMap((path) => filesAt(folder, path))
  if (files.length === 0) return []
  const input = `${files.map((path) => `${prefix}${path}`).join('\n')}\n`
  const ways = [['--no-filters'], []].map((flags) => askGit(top, ['hash-object', ...flags, '--stdin-paths'], { input }))
  const hashes = [...new Set((await Promise.all(ways)).flat())]
  const known = await askGit(folder, ['cat-file', '--batch-check=%(objectsize)'], { input: `${hashes.join('\n')}\n` })
  // An empty file is nobody's work.
  return hashes.filter((_, index) => /^[1-9]\d*$/.test(known[index] ?? ''))
}

/** A package in `node_modules` stands for all that is in it; what a link leads to is asked about by itself. */
function filesAt(folder: string, path: string): readonly string[] {
  const stats = lstatSync(join(folder, path))
  if (stats.isSymbolicLink()) return []
  if (!stats.isDirectory()) return [path]
  const entries = readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
}

async function listCommits(folder: string): Promise<readonly string[]> {
  const format = '--batch-check=%(objecttype) %(objectname)'
  const isCommit = (line: string) => line.startsWith('commit ')
  const lines = await askGit(folder, ['cat-file', '--batch-all-objects', '--unordered', format], { isWanted: isCommit })
  return lines.map((line) => line.slice('commit '.length))
}

async function bringsAny(
  commits: readonly string[],
  { folder, paths }: Pick<ContentInQuestion, 'folder' | 'paths'>,
): Promise<boolean> {
  const contents = await contentsThatGitKnows(folder, paths)
  if (contents.length === 0) return false
  const sought = contents.map((content) => `--find-object=${content}`)
  const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H', '--root', '-m', '--no-relative', ...sought]
  return (await askGit(folder, args, { input: `${commits.join('\n')}\n` })).length > 0
}
