import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { twoClones } from '../../test/two-clones.ts'
import { mayHoldOthersWork, readGitPosition } from './git-position.ts'

/** A clone of a repository to which others push too. */
function clone() {
  const { folder, mine, theirs } = twoClones()
  const edit = (tree: string, file: string) => writeFileSync(join(folder, tree, file), `${Math.random()}`)
  edit('mine', 'a')
  mine('checkout -q -b main')
  mine('add a')
  mine('commit -qm first')
  mine('push -q origin main')
  theirs('pull -q origin main')
  return { root: join(folder, 'mine'), folder, mine, theirs, edit }
}

type Clone = ReturnType<typeof clone>

function theyPush({ theirs, edit }: Clone, file = 'b'): void {
  edit('theirs', file)
  theirs('add .')
  theirs('commit -qm theirs')
  theirs('push -q origin HEAD:main')
}

function iCommit({ mine, edit }: Clone, message = 'mine'): void {
  edit('mine', 'c')
  mine('add .')
  mine(`commit -qm ${message}`)
}

const happens: Readonly<Record<string, readonly [boolean, (it: Clone) => void]>> = {
  'nothing happens': [false, () => {}],
  'I edit': [false, ({ edit }) => edit('mine', 'a')],
  'I commit': [false, (it) => iCommit(it)],
  'I commit twice and amend': [
    false,
    (it) => {
      iCommit(it)
      iCommit(it)
      it.mine('commit -q --amend -m better')
    },
  ],
  'I only fetch': [
    false,
    (it) => {
      theyPush(it)
      it.mine('fetch -q origin')
    },
  ],
  'I pull': [
    true,
    (it) => {
      theyPush(it)
      it.mine('pull -q origin main')
    },
  ],
  'I pull and then commit': [
    true,
    (it) => {
      theyPush(it)
      it.mine('pull -q origin main')
      iCommit(it)
    },
  ],
  'I rebase my work on theirs': [
    true,
    (it) => {
      theyPush(it)
      iCommit(it)
      it.mine('pull -q --rebase origin main')
    },
  ],
  'I take a commit of theirs over': [
    true,
    (it) => {
      theyPush(it)
      it.mine('fetch -q origin')
      it.mine('cherry-pick origin/main')
    },
  ],
  'I am in the middle of a merge': [
    true,
    (it) => {
      theyPush(it)
      iCommit(it)
      it.mine('fetch -q origin')
      it.mine('merge -q --no-commit --no-ff origin/main')
    },
  ],
  'I am in the middle of taking their work as one': [
    true,
    (it) => {
      theyPush(it)
      it.mine('fetch -q origin')
      it.mine('merge -q --squash origin/main')
    },
  ],
  'I look at another branch': [
    true,
    (it) => {
      theyPush(it)
      it.mine('fetch -q origin')
      it.mine('checkout -q -b other origin/main')
    },
  ],
  'I reset to theirs': [
    true,
    (it) => {
      theyPush(it)
      it.mine('fetch -q origin')
      it.mine('reset -q --hard origin/main')
    },
  ],
  'the log of moves is gone': [
    true,
    (it) => {
      iCommit(it)
      rmSync(join(it.root, '.git/logs'), { recursive: true })
    },
  ],
}

describe('whether others’ work may have come into a working tree', () => {
  it.each(Object.entries(happens))('%s', async (_, [expected, act]) => {
    const it = clone()
    const { head } = await readGitPosition(it.root)
    expect(head).toBe(it.mine('rev-parse HEAD').trim())
    act(it)
    expect(mayHoldOthersWork(head, await readGitPosition(it.root))).toBe(expected)
  })

  it('is no question outside of a repository', async () => {
    const { folder } = clone()
    expect(mayHoldOthersWork(undefined, await readGitPosition(folder))).toBe(false)
  })

  it('counts from before the first commit', async () => {
    const { folder } = clone()
    const root = join(folder, 'new')
    mkdirSync(root)
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd: root })
    git('init', '-q')
    const { head } = await readGitPosition(root)
    expect(head).toBeUndefined()
    git('commit', '-q', '--allow-empty', '-m', 'first')
    expect(mayHoldOthersWork(head, await readGitPosition(root))).toBe(false)
  })

  it('is seen in a linked working tree, below its top, and with packed references', async () => {
    const it = clone()
    it.mine('worktree add -q ../linked -b linked')
    mkdirSync(join(it.folder, 'linked/deep'))
    it.mine('pack-refs --all')
    const position = await readGitPosition(join(it.folder, 'linked/deep'))
    expect(position.head).toBe(it.mine('rev-parse linked').trim())
  })
})
