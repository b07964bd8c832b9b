import { access, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Where a working tree stands in git, and how it came there. */
export interface GitPosition {
  /** The commit; absent before the first one, and outside a repository. */
  readonly head?: string
  /** Every move of HEAD in this clone, the oldest first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly act: string }[]
  /** A merge, rebase, cherry-pick or revert has been begun and not ended. */
  readonly midway: boolean
  /** Whether there is a repository at all. */
  readonly inGit: boolean
}

const MIDWAY = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'SQUASH_MSG', 'rebase-merge', 'rebase-apply']

/** Reads it from git's own files; needs no git. Outside a repository nothing has moved. */
export async function readGitPosition(root: string): Promise<GitPosition> {
  const folder = await findGitFolder(root)
  if (folder === undefined) return { moves: [], midway: false, inGit: false }
  const head = await readHead(folder)
  const midway = await Promise.all(MIDWAY.map((name) => exists(join(folder, name))))
  const log = await readText(join(folder, 'logs/HEAD'))
  return { ...(head !== undefined && { head }), moves: parseMoves(log), midway: midway.includes(true), inGit: true }
}

/**
 * Whether others' work may have come into the tree since it stood at `since`: HEAD has moved by anything but commits made here, or is
 * about to. A person's own commits, and edits without any, are their own, unless `findOthersContent` knows better.
 */
export function mayHoldOthersWork(since: string | undefined, { head, moves, midway }: GitPosition): boolean {
  if (midway) return true
  if (head === since) return false
  const from = moves.findLastIndex(({ to }) => to === since)
  const start = from >= 0 ? from + 1 : moves.findIndex((move) => move.from === (since ?? NOTHING))
  if (start < 0) return true
  const later = moves.slice(start)
  return later.at(-1)?.to !== head || !later.every(({ act }) => OWN_COMMIT.test(act))
}

/** The commits that were made in this working tree, as far as git remembers. */
export function ownCommits({ moves }: GitPosition): ReadonlySet<string> {
  return new Set(moves.filter(({ act }) => OWN_COMMIT.test(act)).map(({ to }) => to))
}

const NOTHING = '0'.repeat(40)
const OWN_COMMIT = /^commit(?: \((?:amend|initial)\))?: /

function parseMoves(log: string): GitPosition['moves'] {
  return log.split('\n').flatMap((line) => {
    const [, from, to, act] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*\t(.*)$/.exec(line) ?? []
    return from === undefined || to === undefined || act === undefined ? [] : [{ from, to, act }]
  })
}

/** The repository may begin above the project; in a linked working tree `.git` is a file that names the folder. */
async function findGitFolder(root: string): Promise<string | undefined> {
  for (let at = root; ; at = dirname(at)) {
    const git = join(at, '.git')
    if (await exists(join(git, 'HEAD'))) return git
    const named = /^gitdir: (.+)$/m.exec(await readText(git))?.[1]
    if (named !== undefined) return resolve(at, named)
    if (dirname(at) === at) return undefined
  }
}

async function readHead(folder: string): Promise<string | undefined> {
  const text = (await readText(join(folder, 'HEAD'))).trim()
  const ref = /^ref: (.+)$/.exec(text)?.[1]
  if (ref === undefined) return text === '' ? undefined : text
  const common = resolve(folder, (await readText(join(folder, 'commondir'))).trim() || '.')
  const loose = (await readText(join(folder, ref))) || (await readText(join(common, ref)))
  return loose.trim() || packedRef(await readText(join(common, 'packed-refs')), ref)
}

function packedRef(packed: string, ref: string): string | undefined {
  const line = packed.split('\n').find((each) => each.endsWith(` ${ref}`))
  return line?.split(' ')[0]
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
