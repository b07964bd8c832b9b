import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestText } from '../state/digest-text.ts'
import { askGit } from './ask-git.ts'
import type { ContentInQuestion } from './others-content.ts'
import { isDependency } from './trust-subject.ts'

type LinesInQuestion = Omit<ContentInQuestion, 'ownCommits'> & {
  /** Every commit that was not made here. */
  readonly others: readonly string[]
}

export interface OthersLines {
  /** Whether there is a line that was not agreed to. */
  readonly isNew: boolean
  /** Digests of all that were found, and of those agreed to before that the commit the tree was at does not have. */
  readonly lines: readonly string[]
}

/**
 * Lines in the changed files that the product did not have when its code last ran, and that a commit of others adds somewhere in it which had not
 * been taken over then. A merge of others' work with one's own is in no commit but the person's, yet it holds these. Indentation does not count,
 * nor do lines without a word; packages in `node_modules` are not read.
 */
export async function findOthersLines({ folder, paths, since, agreed, others }: LinesInQuestion): Promise<OthersLines> {
  const now = new Set(paths.flatMap((path) => linesOf(folder, path)))
  const before = new Set(now.size === 0 || since === undefined ? [] : await linesAt(folder, since, now))
  const news = new Set([...now].filter((line) => !before.has(line)))
  const found = news.size === 0 ? [] : await linesAdded(folder, await notTakenOver(folder, { since, others }), news)
  const digests = [...new Set(found)].map((line) => digestText(line))
  const settled = new Set([...before].map((line) => digestText(line)))
  return {
    isNew: digests.some((digest) => !agreed.includes(digest)),
    lines: [...new Set([...agreed.filter((digest) => !settled.has(digest)), ...digests])].sort(),
  }
}

function linesOf(folder: string, path: string): readonly string[] {
  if (isDependency(path) || !lstatSync(join(folder, path)).isFile()) return []
  const lines = readFileSync(join(folder, path), 'utf8').split(/\r\n|[\n\r]/)
  return lines.map((line) => line.trim()).filter((line) => /\w/.test(line))
}

/** Whatever attributes say, every file is read as text. */
const WHERE = ['--', '.', ':(exclude,glob)**/node_modules/**']

async function linesAt(folder: string, commit: string, wanted: ReadonlySet<string>): Promise<readonly string[]> {
  const flags = ['-h', '-a', '-F', '--no-line-number', '--no-column', '--no-color', '--no-recurse-submodules']
  const nothingThere = 1
  const lines = await askGit(folder, ['grep', ...flags, '-e', '', commit, ...WHERE], {
    accept: [0, nothingThere],
    isWanted: (line) => wanted.has(line.trim()),
  })
  return lines.map((line) => line.trim())
}

async function notTakenOver(
  folder: string,
  { since, others }: Pick<LinesInQuestion, 'since' | 'others'>,
): Promise<readonly string[]> {
  if (since === undefined) return others
  const isOthers = new Set(others)
  const input = `${others.join('\n')}\n^${since}\n`
  return askGit(folder, ['rev-list', '--stdin'], { input, isWanted: (commit) => isOthers.has(commit) })
}

async function linesAdded(
  folder: string,
  commits: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (commits.length === 0) return []
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-renames', '--text']
  const args = ['log', '--no-walk=unsorted', '--stdin', '--format=', '--root', '-c', '-U0', ...plain, ...WHERE]
  const added = readAdded()
  const found: string[] = []
  const isWanted = (line: string) => {
    const text = added(line)
    if (text !== undefined && wanted.has(text)) found.push(text)
    return false
  }
  await askGit(folder, args, { input: `${commits.join('\n')}\n`, isWanted })
  return found
}

/** Reads a diff line by line, of a merge too: there, an added line has a `+` for every parent. */
function readAdded(): (line: string) => string | undefined {
  let parents = 0
  return (line) => {
    const hunk = /^@@+ /.exec(line)
    if (hunk !== null) parents = hunk[0].length - 2
    if (hunk !== null) return undefined
    if (line.startsWith('diff ')) parents = 0
    return parents > 0 && line.startsWith('+'.repeat(parents)) ? line.slice(parents).trim() : undefined
  }
}
