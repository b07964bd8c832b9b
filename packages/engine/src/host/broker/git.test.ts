import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@meshroom/hooks-sdk'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { benchWith, type HostBench } from '../../../test/host/host-bench.ts'
import { checkRemote } from './check-remote.ts'

const hooks = `
const call = (method) => async ({ git, settings }) => {
  const answer = await git[method](settings)
  return { products: 0, integrations: 0, skipped: [], summary: JSON.stringify(answer ?? null) }
}
export const sync = pull(call('sync'))
export const branch = pull(call('branch'))
export const commit = pull(call('commit'))
export const push = pull(call('push'))
export const write = pull(async ({ files, settings }) => {
  await files.write(settings.path, settings.text)
  return { products: 0, integrations: 0, skipped: [] }
})`

const into = 'mirrors/edr/catalogue'
let remote: string

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()

async function commitOnRemote(text: string): Promise<string> {
  await writeFile(join(remote, 'catalogue.json'), text)
  git(remote, 'add', '.')
  git(remote, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', text)
  return git(remote, 'rev-parse', 'HEAD')
}

async function folder(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `meshroom-${name}-`))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

beforeEach(async () => {
  remote = await mkdtemp(join(tmpdir(), 'meshroom-remote-'))
  git(remote, 'init', '-q', '-b', 'main')
  await commitOnRemote('one')
})

afterEach(() => rm(remote, { recursive: true, force: true }))

const bench = () => benchWith(hooks, { permissions: { git: true } })

async function run(host: HostBench, name: string, settings: Settings) {
  const result = (await host.run(name, { settings })) as { summary?: string }
  return JSON.parse(result.summary ?? 'null')
}

describe('a clone', () => {
  it.each(['path', 'file URL'])('is made from a %s, and updated when there is something new', async (how) => {
    const host = await bench()
    const url = how === 'path' ? remote : `file://${remote}`
    const first = git(remote, 'rev-parse', 'HEAD')
    expect(await run(host, 'sync', { url, into })).toEqual({ commit: first, changed: true })
    expect(await run(host, 'sync', { url, into })).toEqual({ commit: first, changed: false })
    const second = await commitOnRemote('two')
    expect(await run(host, 'sync', { url, into })).toEqual({ commit: second, changed: true })
    expect(await readFile(join(host.root, into, 'catalogue.json'), 'utf8')).toBe('two')
    expect(await readdir(join(host.root, 'mirrors/edr'))).toEqual(['catalogue'])
  })

  it('follows a branch that was named, a history that was rewritten, and a repository that moved', async () => {
    const host = await bench()
    git(remote, 'checkout', '-qb', 'next')
    const next = await commitOnRemote('next')
    git(remote, 'checkout', '-q', 'main')
    expect(await run(host, 'sync', { url: remote, into, branch: 'next' })).toEqual({ commit: next, changed: true })
    git(remote, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '--amend', '-m', 'rewritten')
    const { commit } = await run(host, 'sync', { url: `file://${remote}`, into })
    expect(commit).toBe(git(remote, 'rev-parse', 'main'))
  })

  it('forgets what a hook left in it half done', async () => {
    const host = await bench()
    await run(host, 'sync', { url: remote, into })
    await host.run('write', { settings: { path: `${into}/left.txt`, text: 'x' } })
    await host.run('write', { settings: { path: `${into}/catalogue.json`, text: 'x' } })
    await run(host, 'sync', { url: remote, into })
    expect(await readdir(join(host.root, into))).toEqual(['.git', 'catalogue.json'])
    expect(await readFile(join(host.root, into, 'catalogue.json'), 'utf8')).toBe('one')
  })

  it('may come from elsewhere by the configuration of the person', async () => {
    const home = await folder('home')
    await writeFile(
      join(home, '.gitconfig'),
      `[url "${remote}"]\n  insteadOf = https://example.invalid/catalogue.git\n`,
    )
    vi.stubEnv('HOME', home)
    vi.stubEnv('GIT_CONFIG_GLOBAL', undefined)
    onTestFinished(() => void vi.unstubAllEnvs())
    const host = await bench()
    expect(await run(host, 'sync', { url: 'https://example.invalid/catalogue.git', into })).toMatchObject({
      changed: true,
    })
  })

  it("never runs a hook of git's own", async () => {
    const host = await bench()
    await run(host, 'sync', { url: remote, into })
    await writeFile(join(host.root, into, '.git/hooks-were-run'), '')
    await mkdir(join(host.root, into, '.git/hooks'), { recursive: true })
    await writeFile(join(host.root, into, '.git/hooks/post-checkout'), '#!/bin/sh\ntouch ran\n', { mode: 0o755 })
    await commitOnRemote('two')
    await run(host, 'sync', { url: remote, into })
    expect(await readdir(join(host.root, into))).not.toContain('ran')
  })
})

describe('a contribution', () => {
  it('is made on a branch of its own and pushed to a fork', async () => {
    const fork = await folder('fork')
    git(fork, 'init', '-q', '--bare')
    const host = await bench()
    await run(host, 'sync', { url: `file://${remote}`, into })
    for (const [name, value] of [
      ['user.name', 'A'],
      ['user.email', 'a@b.c'],
    ] as const)
      git(join(host.root, into), 'config', name, value)
    await run(host, 'branch', { folder: into, name: 'add-edr' })
    await host.run('write', { settings: { path: `${into}/new.json`, text: '{}' } })
    const commit = await run(host, 'commit', { folder: into, message: '--amend\n\n-x is no option' })
    expect(await run(host, 'commit', { folder: into, message: 'nothing' })).toBeNull()
    await run(host, 'push', { folder: into, branch: 'add-edr', url: fork })
    expect(git(fork, 'rev-parse', 'add-edr')).toBe(commit)
    expect(git(fork, 'log', '-1', '--format=%s', 'add-edr')).toBe('--amend')
    expect(git(fork, 'log', '--format=%s', 'add-edr').split('\n')).toHaveLength(2)
  })

  it('replaces its branch, and a push over another history needs force', async () => {
    const fork = await folder('fork')
    git(fork, 'init', '-q', '--bare')
    const host = await bench()
    await run(host, 'sync', { url: remote, into })
    for (const [name, value] of [
      ['user.name', 'A'],
      ['user.email', 'a@b.c'],
    ] as const)
      git(join(host.root, into), 'config', name, value)
    for (const [round, force] of [
      ['first', false],
      ['second', true],
    ] as const) {
      await run(host, 'branch', { folder: into, name: 'topic' })
      await host.run('write', { settings: { path: `${into}/${round}.txt`, text: round } })
      await run(host, 'commit', { folder: into, message: round })
      if (force) {
        await expect(run(host, 'push', { folder: into, branch: 'topic', url: fork })).rejects.toMatchObject({
          data: { code: 'GIT_FAILED' },
          message: expect.stringContaining('rejected'),
        })
      }
      await run(host, 'push', { folder: into, branch: 'topic', url: fork, force })
    }
    expect(git(fork, 'ls-tree', '--name-only', 'topic').split('\n')).toEqual(['catalogue.json', 'second.txt'])
  })
})

describe('git is refused', () => {
  it('without the permission', async () => {
    const host = await benchWith(hooks)
    await expect(run(host, 'sync', { url: remote, into })).rejects.toMatchObject({
      data: { code: 'PERMISSION_DENIED' },
      hint: expect.stringContaining('permissions: { git: true }'),
    })
  })

  it.each(['products/edr/x', 'mirrors/edr', 'mirrors/siem/x', '.meshroom/scratch/edr/x'])('in %s', async (path) => {
    const host = await bench()
    await expect(run(host, 'sync', { url: remote, into: path })).rejects.toMatchObject({
      data: { code: 'PATH_REFUSED' },
    })
  })

  it('in a folder that is something else', async () => {
    const host = await bench()
    await host.run('write', { settings: { path: `${into}/x`, text: 'x' } })
    await expect(run(host, 'sync', { url: remote, into })).rejects.toMatchObject({ data: { code: 'GIT_FAILED' } })
    await expect(run(host, 'commit', { folder: 'mirrors/edr/none', message: 'x' })).rejects.toMatchObject({
      data: { code: 'GIT_FAILED' },
    })
  })

  it.each(['-b', '--output=x', 'a..b', 'HEAD@{1}', 'a b', ''])('for a branch called %j', async (name) => {
    const host = await bench()
    await run(host, 'sync', { url: remote, into })
    await expect(run(host, 'branch', { folder: into, name })).rejects.toMatchObject({ data: { code: 'GIT_FAILED' } })
  })

  it('where there is none', async () => {
    vi.stubEnv('PATH', '/nowhere')
    onTestFinished(() => void vi.unstubAllEnvs())
    const host = await bench()
    await expect(run(host, 'sync', { url: remote, into })).rejects.toMatchObject({
      message: expect.stringContaining('there is no git on this machine'),
      hint: expect.stringContaining('install git'),
    })
  })

  it("with git's own words and what to do", async () => {
    const host = await bench()
    await expect(run(host, 'sync', { url: `${remote}-gone`, into })).rejects.toMatchObject({
      message: expect.stringMatching(/git clone failed: .*does not exist/s),
      hint: expect.stringContaining('see that the URL is right'),
    })
    expect(await readdir(join(host.root, 'mirrors/edr'))).toEqual([])
  })

  it.each([
    ['https://github.com/a/b.git', true],
    ['ssh://git@host:22/a/b', true],
    ['git@github.com:a/b.git', true],
    ['/srv/git/b', true],
    ['file:///srv/git/b', true],
    ['http://host/a', false],
    ['git://host/a', false],
    ['ext::sh -c touch% x', false],
    ['fd::17', false],
    ['--upload-pack=touch x', false],
    ['-u', false],
    ['ssh://-oProxyCommand=touch/x', false],
    ['-oProxyCommand=x:y', false],
    ['relative/path', false],
    ['', false],
  ])('remote %j: %s', (url, good) => {
    if (good) expect(() => checkRemote(url)).not.toThrow()
    else expect(() => checkRemote(url)).toThrow('is not a repository')
  })
})
