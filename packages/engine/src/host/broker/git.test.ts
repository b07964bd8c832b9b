import { execFileSync } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@meshroom/hooks-sdk'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { benchWith, type HostBench } from '../../../test/host/host-bench.ts'
import type { HookInput } from '../hook-host.ts'
import { readRemote } from './check-remote.ts'

const into = 'mirrors/edr/catalogue'

const hooks = `
const call = (method) => async ({ git, settings }) => {
  const answer = await git[method](settings)
  return { products: 0, integrations: 0, skipped: [], summary: JSON.stringify(answer ?? null) }
}
export const sync = pull(call('sync'))
export const branch = pull(call('branch'))
export const commit = pull(call('commit'))
export const push = pull(call('push'))
export const unnamed = pull(async ({ git, settings: { its } }) => {
  await git.sync({ url: its.join(''), into: '${into}' })
  return { products: 0, integrations: 0, skipped: [] }
})
export const write = pull(async ({ files, settings }) => {
  await files.write(settings.path, settings.text)
  return { products: 0, integrations: 0, skipped: [] }
})`

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

  it('never runs what watches files for git, whoever configured it', async () => {
    const home = await folder('home')
    await writeFile(join(home, 'monitor'), `#!/bin/sh\ntouch ${home}/ran\n`, { mode: 0o755 })
    await writeFile(join(home, 'config'), `[core]\n  fsmonitor = ${home}/monitor\n`)
    const host = await bench()
    await run(host, 'sync', { url: remote, into })
    await commitOnRemote('two')
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(home, 'config'))
    onTestFinished(() => void vi.unstubAllEnvs())
    await run(host, 'sync', { url: remote, into })
    expect(await readdir(home)).toEqual(['config', 'monitor'])
  })

  it('holds no link, so that none can lead out between the look at a path and its use', async () => {
    const outside = await folder('outside')
    await mkdir(join(remote, 'd'))
    await writeFile(join(remote, 'd/key'), 'harmless')
    await commitOnRemote('a folder')
    git(remote, 'checkout', '-qb', 'linked')
    await rm(join(remote, 'd'), { recursive: true })
    await symlink(outside, join(remote, 'd'))
    await commitOnRemote('a link')
    const host = await bench()
    const place = join(host.root, into, 'd')
    for (const [branch, isFolder] of [
      ['linked', false],
      ['main', true],
      ['linked', false],
    ] as const) {
      await run(host, 'sync', { url: remote, into, branch })
      const found = await lstat(place)
      expect([branch, found.isDirectory(), found.isSymbolicLink()]).toEqual([branch, isFolder, false])
    }
    await expect(host.run('write', { settings: { path: `${into}/d/key`, text: 'x' } })).rejects.toMatchObject({
      data: { code: 'FILE_FAILED' },
    })
    expect(await readFile(place, 'utf8')).toBe(outside)
    expect(await readdir(outside)).toEqual([])
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

  describe('for a repository that nobody has named', () => {
    const unnamed = (host: HostBench, url: string, more: Partial<HookInput> = {}) =>
      host.run('unnamed', { settings: { its: [...url] }, ...more })

    it.each(['', 'file://'])('of this machine, by %j and its path', async (scheme) => {
      await expect(unnamed(await bench(), scheme + remote)).rejects.toMatchObject({
        data: { code: 'PERMISSION_DENIED' },
        hint: expect.stringContaining('as the value of a setting'),
      })
    })

    it('of this machine, though the product has it as the default of a setting', async () => {
      const schema = [{ name: 'url', default: remote }]
      const product = { name: 'edr', tags: [], definition: { settings: schema } }
      await expect((await bench()).run('sync', { settings: { url: remote, into }, product })).rejects.toMatchObject({
        data: { code: 'PERMISSION_DENIED' },
      })
    })

    it.each([
      ['https://git.example:444/a', 'git.example:444'],
      ['ssh://me@git.example/a', 'git.example:22'],
      ['me@git.example:a', 'git.example:22'],
    ])('on a host that permissions.net does not name: %s', async (url, address) => {
      const host = await benchWith(hooks, { permissions: { git: true, net: ['git.example:443', 'example'] } })
      await expect(unnamed(host, url)).rejects.toMatchObject({
        data: { code: 'PERMISSION_DENIED' },
        hint: expect.stringContaining(`add "${address}" to permissions.net`),
      })
    })

    it('but not where it does', async () => {
      const home = await folder('home')
      await writeFile(join(home, 'config'), `[url "${remote}"]\n  insteadOf = https://git.example/a\n`)
      vi.stubEnv('GIT_CONFIG_GLOBAL', join(home, 'config'))
      onTestFinished(() => void vi.unstubAllEnvs())
      const host = await benchWith(hooks, { permissions: { git: true, net: ['{hub}'] } })
      await host.run('unnamed', { settings: { its: [...'https://git.example/a'], hub: 'https://git.example' } })
      expect(await readFile(join(host.root, into, 'catalogue.json'), 'utf8')).toBe('one')
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
    ['https://github.com/a/b.git', 'github.com', 443],
    ['https://me:pw@git.example:8443/a', 'git.example', 8443],
    ['ssh://git@host:2222/a/b', 'host', 2222],
    ['git@github.com:a/b.git', 'github.com', 22],
    ['host:a', 'host', 22],
  ])('not for %s, which is on %s:%d', (url, host, port) => {
    expect(readRemote(url)).toEqual({ host, port })
  })

  it.each(['/srv/git/b', 'file:///srv/git/b', 'FILE:///srv/git/b'])('not for %s, which is here', (url) => {
    expect(readRemote(url)).toBe('local')
  })

  it.each([
    'http://host/a',
    'git://host/a',
    'ext::sh -c touch% x',
    'fd::17',
    '--upload-pack=touch x',
    '-u',
    'ssh://-oProxyCommand=touch/x',
    'ssh://-oProxyCommand=touch@host/x',
    '-oProxyCommand=x:y',
    'git@-oProxyCommand=x:y',
    'relative/path',
    '',
    // What two readers would take for two hosts.
    'https://good.example\\@bad.example/a',
    'https://good.example#@bad.example/a',
    'https://good.example?@bad.example/a',
    'https://a@good.example@bad.example/a',
    'https://good.example:a@bad.example:443@x/a',
    'https:///good.example/a',
  ])('for %j, which is no repository', (url) => {
    expect(() => readRemote(url)).toThrow('is not a repository')
  })
})
