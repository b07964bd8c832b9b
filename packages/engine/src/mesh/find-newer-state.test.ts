import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findNewerState } from './find-newer-state.ts'

const environment = 'default'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'meshroom-upstream-'))
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}

function git(cwd: string, ...args: string[]) {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t.example', '-c', 'init.defaultBranch=main']
  return promisify(execFile)('git', [...identity, ...args], { cwd })
}

async function commit(root: string, file: string): Promise<void> {
  await mkdir(join(root, file, '..'), { recursive: true })
  await writeFile(join(root, file), '{}')
  await git(root, 'add', '-A')
  await git(root, 'commit', '-qm', file)
}

/** Two clones of one remote; the second one has pushed state. */
async function clones() {
  const path = await folder()
  const [remote, root, other] = [join(path, 'remote.git'), join(path, 'mine'), join(path, 'other')]
  await git(path, 'init', '-q', '--bare', remote)
  await git(path, 'clone', '-q', remote, root)
  await commit(root, 'README.md')
  await git(root, 'push', '-q', '-u', 'origin', 'HEAD')
  await git(path, 'clone', '-q', remote, other)
  await commit(other, 'state/default/edr/siem/events.json')
  await git(other, 'push', '-q')
  return { root, upstream: (await git(root, 'rev-parse', '--abbrev-ref', '@{upstream}')).stdout.trim() }
}

const files = ['state/default/edr/siem/events.json']

async function silentServer(): Promise<string> {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mesh.git`
}

test('what others have pushed is found, of the environment that is asked for alone', async () => {
  const { root, upstream } = await clones()
  expect(await findNewerState({ root, environment })).toEqual({ newer: { upstream, commits: 1, files } })
  expect(await findNewerState({ root, environment: 'lab' })).toEqual({})
})

test('nobody is to be asked without a repository, without a remote, and on no branch', async () => {
  const root = await folder()
  expect(await findNewerState({ root, environment })).toEqual({})
  await git(root, 'init', '-q')
  expect(await findNewerState({ root, environment })).toEqual({})
  await commit(root, 'README.md')
  expect(await findNewerState({ root, environment })).toEqual({})
  await git(root, 'checkout', '-q', '--detach')
  expect(await findNewerState({ root, environment })).toEqual({})
})

test('a remote that cannot be reached is said, with what this clone knows of it', async () => {
  const { root, upstream } = await clones()
  await git(root, 'remote', 'set-url', 'origin', 'http://robot:pass@word@127.0.0.1:1/mesh.git?private_token=abc')
  const unasked = { reason: expect.stringContaining('127.0.0.1'), hint: expect.stringContaining('network') }
  expect(await findNewerState({ root, environment })).toEqual({ unasked })
  await git(root, 'fetch', '-q', join(root, '../remote.git'), `+HEAD:refs/remotes/${upstream}`)
  const look = await findNewerState({ root, environment })
  expect(look).toEqual({ newer: { upstream, commits: 1, files }, unasked })
  expect(JSON.stringify(look)).not.toMatch(/robot|pass|word@|abc/)
})

test('a remote that does not answer in time is said', async () => {
  const { root } = await clones()
  await git(root, 'remote', 'set-url', 'origin', await silentServer())
  expect(await findNewerState({ root, environment }, { timeoutMs: 1_000 })).toEqual({
    unasked: { reason: 'git had no answer within 1 s' },
  })
})
