import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Git } from '@meshroom/hooks-sdk'

const execute = promisify(execFile)

const identity = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org', '-c', 'commit.gpgsign=false']

/** Runs git; answers what it printed. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute('git', [...identity, ...args], { cwd: folder })
  return stdout.trim()
}

/** Real git on real folders below a project. */
export function fakeGit(root: string): Git {
  const at = (folder: string) => join(root, folder)
  return {
    async sync({ url, into }) {
      const there = await stat(join(at(into), '.git')).then(
        () => true,
        () => false,
      )
      const before = there ? await git(at(into), 'rev-parse', 'HEAD') : ''
      if (there) await update(at(into))
      else await git(root, 'clone', '--quiet', url, at(into))
      const commit = await git(at(into), 'rev-parse', 'HEAD')
      return { commit, changed: commit !== before }
    },
    async branch({ folder, name }) {
      await git(at(folder), 'checkout', '--quiet', '-B', name, 'origin/HEAD')
    },
    async commit({ folder, message }) {
      await git(at(folder), 'add', '--all')
      if (!(await git(at(folder), 'status', '--porcelain'))) return null
      await git(at(folder), 'commit', '--quiet', '-m', message)
      return git(at(folder), 'rev-parse', 'HEAD')
    },
    async push({ folder, branch, url, force }) {
      await git(at(folder), 'push', '--quiet', ...(force ? ['--force'] : []), url, `${branch}:refs/heads/${branch}`)
    },
  }
}

async function update(folder: string): Promise<void> {
  await git(folder, 'fetch', '--quiet', 'origin')
  await git(folder, 'checkout', '--quiet', '--force', '-B', 'main', 'origin/HEAD')
}
