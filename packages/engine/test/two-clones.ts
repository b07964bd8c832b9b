import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Runs a line of git, and gives what it prints. */
export type Git = (line: string) => string

/** Two clones, `mine` and `theirs`, of an empty repository `remote`; all of it goes with the test. The person's own settings of git do not count. */
export function twoClones(): { readonly folder: string; readonly mine: Git; readonly theirs: Git } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshroom-clones-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const settings = ['user.name=a', 'user.email=a@example.org', 'protocol.file.allow=always']
  const flags = settings.flatMap((setting) => ['-c', setting])
  const gitIn = (tree: string) => (line: string) =>
    execFileSync('git', [...flags, ...line.split(' ')], { cwd: join(folder, tree), env, stdio: 'pipe' }).toString()
  mkdirSync(join(folder, 'remote'))
  gitIn('remote')('init -q --bare -b main')
  for (const name of ['mine', 'theirs']) gitIn('.')(`clone -q remote ${name}`)
  return { folder, mine: gitIn('mine'), theirs: gitIn('theirs') }
}
