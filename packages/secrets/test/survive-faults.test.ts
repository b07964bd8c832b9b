import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Fault, faultyFileSystem, systemError } from './faulty-file-system.ts'
import { member } from './team.ts'
import { homeIn, temporaryFolder } from './temporary-vault.ts'

const big = 'v'.repeat(20_000)

async function vaultWithOld() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const ada = await member('Ada')
  await ada.open(file).set([{ name: 'A', value: `old ${big}` }])
  const set = (fault: Fault) => {
    const fileSystem = faultyFileSystem(fault)
    const result = ada.open(file, { fileSystem, lockTimeoutMs: 100 }).set([{ name: 'A', value: `new ${big}` }])
    return result.then(
      () => ({ code: undefined, calls: fileSystem.calls }),
      (error: { code?: string }) => ({ code: error.code ?? String(error), calls: fileSystem.calls }),
    )
  }
  const content = async () => (await ada.open(file).get('A'))?.slice(0, 3)
  return { folder, file, ada, set, content }
}

describe('a fault at any system call of a write', () => {
  it('leaves the old or the new content, and the result is true', { timeout: 60_000 }, async () => {
    const { set, content, ada, file } = await vaultWithOld()
    const { calls } = await set(() => undefined)
    expect(calls.length).toBeGreaterThan(20)
    for (let at = 0; at < calls.length; at += 1) {
      await ada.open(file).set([{ name: 'A', value: `old ${big}` }])
      const outcome = await set((_call, index) => (index === at ? systemError('EIO') : undefined))
      const expected = outcome.code === undefined || outcome.code === 'VAULT_NOT_SYNCED' ? 'new' : 'old'
      expect([await content(), at, calls[at], outcome.code]).toEqual([expected, at, calls[at], outcome.code])
    }
  })

  it.each([
    ['ENOSPC', 'write'],
    ['EROFS', 'create'],
    ['EACCES', 'create'],
    ['EIO', 'sync'],
    ['EIO', 'close'],
    ['EPERM', 'rename'],
    ['EMLINK', 'link'],
  ])('that lasts, %s on %s, says so and leaves the old content', async (code, name) => {
    const { set, content } = await vaultWithOld()
    const outcome = await set((call) => (call.name === name ? systemError(code) : undefined))
    expect(outcome.code).toBe('VAULT_NOT_WRITTEN')
    expect(await content()).toBe('old')
  })

  it.each(['.tmp', '.new'])(
    'that is a short write of a file ending in %s, without an error, loses nothing',
    async (end) => {
      const { set, content } = await vaultWithOld()
      const fault: Fault = ({ name, path }) => (name === 'write' && path.endsWith(end) ? 'short' : undefined)
      expect((await set(fault)).code).toBeUndefined()
      expect(await content()).toBe('new')
    },
  )

  it.each(['.tmp', '.new'])('that is a write of nothing, of a file ending in %s, says so', async (end) => {
    const { set, content } = await vaultWithOld()
    const fault: Fault = ({ name, path }) => (name === 'write' && path.endsWith(end) ? 'none' : undefined)
    expect((await set(fault)).code).toBe('VAULT_NOT_WRITTEN')
    expect(await content()).toBe('old')
  })

  it('that the disk does not confirm is told apart from one that left the old content', async () => {
    const { folder, set, content } = await vaultWithOld()
    const outcome = await set(({ name, path }) =>
      name === 'openFolder' && path === folder ? systemError('EIO') : undefined,
    )
    expect(outcome.code).toBe('VAULT_NOT_SYNCED')
    expect(await content()).toBe('new')
  })
})

describe('where a vault may lie', () => {
  it('a symbolic link stays one, and what it points to is replaced', async () => {
    const { folder, file, ada } = await vaultWithOld()
    const link = join(await temporaryFolder(), 'link.gpg')
    await symlink(file, link)
    await ada.open(link, { recipientsDir: join(folder, 'recipients') }).set([{ name: 'A', value: 'new' }])
    expect(await readlink(link)).toBe(file)
    expect(await ada.open(file).get('A')).toBe('new')
  })

  it('keeps the permissions of the file', async () => {
    const { file, ada } = await vaultWithOld()
    await chmod(file, 0o640)
    await ada.open(file).set([{ name: 'A', value: 'new' }])
    expect((await stat(file)).mode & 0o777).toBe(0o640)
  })

  it('a folder in its place is an error', async () => {
    const ada = await member('Ada')
    const file = join(await temporaryFolder(), 'secrets.gpg')
    await mkdir(file)
    await expect(ada.open(file).set([{ name: 'A', value: '1' }])).rejects.toThrow(/EISDIR/)
  })
})

describe('processes', () => {
  it('that are killed at any system call leave a vault that opens, and nothing behind for long', {
    timeout: 120_000,
  }, async () => {
    const home = await homeWithVault()
    const calls: { name: string }[] = JSON.parse(await runSet(await copyOf(home), 'A', 'new'))
    const changing = calls.flatMap(({ name }, at) =>
      /^(create|write|sync|link|rename|remove)$/.test(name) ? [at] : [],
    )
    expect(changing.length).toBeGreaterThan(10)
    for (const at of changing) {
      const own = await copyOf(home)
      expect(await runSet(own, 'A', 'killed', String(at))).toBe('SIGKILL')
      expect(['old', 'killed']).toContain(await own.vault.get('A'))
      await own.vault.set([{ name: 'B', value: 'after' }])
      expect((await readdir(dirname(own.file))).sort()).toEqual(['recipients', 'secrets.gpg'])
    }
  })

  it('24 at once keep 24 secrets, and who reads meanwhile always can', { timeout: 120_000 }, async () => {
    const home = await homeWithVault()
    let writing = true
    const writers = Array.from({ length: 24 }, (_, index) => runSet(home, `N${index}`, `v${index}`))
    const reader = (async () => {
      const values: (string | undefined)[] = []
      while (writing) values.push(await home.member.open(home.file).get('A'))
      return values
    })()
    await Promise.all(writers).finally(() => {
      writing = false
    })
    expect(new Set(await reader)).toEqual(new Set(['old']))
    const vault = home.member.open(home.file)
    expect((await vault.list()).filter(({ name }) => name.startsWith('N'))).toHaveLength(24)
    expect(await vault.get('N23')).toBe('v23')
    expect((await readdir(dirname(home.file))).sort()).toEqual(['recipients', 'secrets.gpg'])
  })

  it('that are first at once make one key and keep all', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder()
    const home = { env: homeIn(folder), file: join(folder, 'project', 'secrets.gpg') }
    await Promise.all(Array.from({ length: 4 }, (_, index) => runSet(home, `N${index}`, 'v')))
    const keys = await readdir(join(folder, '.config', 'meshroom', 'keys'))
    expect(keys.filter((name) => name.endsWith('.asc'))).toHaveLength(1)
    expect(await readdir(dirname(home.file))).toEqual(['recipients', 'secrets.gpg'])
  })
})

async function homeWithVault() {
  const ada = await member('Ada')
  const file = join(await temporaryFolder(), 'secrets.gpg')
  await ada.open(file).set([{ name: 'A', value: 'old' }])
  return { member: ada, env: ada.env, file }
}

/** With a memory of its own: to the same person the older copy would be a rollback. */
async function copyOf({ member, env, file }: Awaited<ReturnType<typeof homeWithVault>>) {
  const folder = join(await temporaryFolder(), 'project')
  await cp(dirname(file), folder, { recursive: true })
  const own = { ...env, XDG_STATE_HOME: join(folder, '..', 'state') }
  const copy = join(folder, 'secrets.gpg')
  return { env: own, file: copy, vault: member.open(copy, { env: own }) }
}

/** What it printed, or the signal that ended it. */
async function runSet(
  { env, file }: { env: Readonly<Record<string, string>>; file: string },
  ...args: string[]
): Promise<string> {
  const script = fileURLToPath(new URL('./set-secret.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@meshroom/source', script, file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, problems, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0 && signal === null) throw new Error(problems)
  return signal ?? out.trim()
}

it('a file of another kind is left alone', async () => {
  const ada = await member('Ada')
  const file = join(await temporaryFolder(), 'secrets.gpg')
  await writeFile(file, 'a person’s notes')
  await expect(ada.open(file).set([{ name: 'A', value: '1' }])).rejects.toMatchObject({ code: 'VAULT_DAMAGED' })
  expect(await readFile(file, 'utf8')).toBe('a person’s notes')
})
