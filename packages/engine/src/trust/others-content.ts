import { spawn } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { gitEnvironment } from '../host/broker/run-git.ts'

export interface ContentInQuestion {
  /** Folder in a working tree, absolute. */
  readonly folder: string
  /** Files and packages that have changed, relative to it. */
  readonly paths: readonly string[]
  /** Commits that were made here. */
  readonly ownCommits: ReadonlySet<string>
}

/**
 * Whether one of the files is, as it is now, what a commit brought that was not made here. That tells work of others that was taken over by any
 * way that looks like one's own: a squash, `cherry-pick -n`, `checkout <branch> -- <folder>`. Commits that nothing points to any more count too.
 * What git has never seen is an edit. Where git cannot say, the answer is yes: a question too many is cheaper than one too few.
 */
export async function holdsOthersContent({ folder, paths, ownCommits }: ContentInQuestion): Promise<boolean> {
  try {
    const contents = await contentsThatGitKnows(folder, paths)
    if (contents.length === 0) return false
    const others = (await listCommits(folder)).filter((commit) => !ownCommits.has(commit))
    return others.length > 0 && (await bringsAny(others, { folder, contents }))
  } catch {
    return true
  }
}

/** Each file as it lies there, and as git would keep it: line ends may differ. */
async function contentsThatGitKnows(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const [top = '', prefix = ''] = await ask(folder, ['rev-parse', '--show-toplevel', '--show-prefix'], '')
  const files = paths.flatMap((path) => filesAt(folder, path))
  if (files.length === 0) return []
  const input = `${files.map((path) => `${prefix}${path}`).join('\n')}\n`
  const ways = [['--no-filters'], []].map((flags) => ask(top, ['hash-object', ...flags, '--stdin-paths'], input))
  const hashes = [...new Set((await Promise.all(ways)).flat())]
  const known = await ask(folder, ['cat-file', '--batch-check=%(objectsize)'], `${hashes.join('\n')}\n`)
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
  const lines = await ask(folder, ['cat-file', '--batch-all-objects', '--unordered', format], '', isCommit)
  return lines.map((line) => line.slice('commit '.length))
}

async function bringsAny(
  commits: readonly string[],
  { folder, contents }: { readonly folder: string; readonly contents: readonly string[] },
): Promise<boolean> {
  const sought = contents.map((content) => `--find-object=${content}`)
  const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H', '--root', '-m', '--no-relative', ...sought]
  return (await ask(folder, args, `${commits.join('\n')}\n`)).length > 0
}

const FLAGS = ['--no-replace-objects', '-c', 'core.fsmonitor=false']

/** Lines of git's answer that are wanted. It fetches nothing, whatever a partial clone lacks. */
async function ask(
  cwd: string,
  args: readonly string[],
  input: string,
  isWanted: (line: string) => boolean = () => true,
): Promise<readonly string[]> {
  const env = { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1' }
  const child = spawn('git', [...FLAGS, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`git ${args[0]} ended with ${code}`))))
  })
  ended.catch(() => {})
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) if (isWanted(line)) lines.push(line)
  await ended
  return lines
}
