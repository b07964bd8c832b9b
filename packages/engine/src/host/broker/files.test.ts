import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BenchOptions, benchWith, sharedBench } from '../../../test/host/host-bench.ts'

const shared = sharedBench()

/** One hook per kind that calls \`files.<method>(...args)\` with what \`arguments\` hold. */
const hooks = `
const call = ({ files, arguments: given }) => files[given.method](...given.args)
export const asExecute = execute(call)
export const asPull = pull(async (context) => ({ products: 0, integrations: 0, skipped: [], summary: String(await call(context)) }))`

async function filesOf(options: BenchOptions = {}) {
  const bench = await benchWith(hooks, options)
  const call = (method: string, ...args: (string | string[])[]) =>
    bench.run('asExecute', { arguments: { method, args } })
  const callAsPull = (method: string, ...args: string[]) => bench.run('asPull', { arguments: { method, args } })
  return { bench, call, callAsPull }
}

describe('files', () => {
  it('are written with their folders, read, listed and removed', async () => {
    const { bench, call } = await filesOf()
    await call('write', 'mirrors/edr/a/b.txt', 'text')
    await call('write', 'mirrors/edr/a/B.txt', 'text')
    expect(await call('read', 'mirrors/edr/a/b.txt')).toBe('text')
    expect(await call('list', 'mirrors/edr')).toEqual(['a/B.txt', 'a/b.txt'])
    expect(await call('exists', 'mirrors/edr/a')).toBe(true)
    await call('remove', 'mirrors/edr/a')
    await call('remove', 'mirrors/edr/a')
    expect(await call('exists', 'mirrors/edr/a')).toBe(false)
    expect(await call('list', 'mirrors/edr')).toEqual([])
    await expect(readFile(join(bench.root, 'mirrors/edr/a/b.txt'))).rejects.toThrow('ENOENT')
  })

  it('keep their bytes, and are read in parts', async () => {
    const bench = await benchWith(`
export const bytes = execute(async ({ files }) => {
  await files.write('.meshroom/scratch/edr/x', new Uint8Array([0, 255, 1, 2, 3]))
  const range = (start, length) => files.readBytes('.meshroom/scratch/edr/x', { start, length })
  const whole = await files.readBytes('.meshroom/scratch/edr/x')
  return [whole.constructor.name, [...whole], [...(await range(1, 2))], [...(await range(3, 9))], [...(await range(9, 9))]]
})`)
    expect(await bench.run('bytes')).toEqual(['Uint8Array', [0, 255, 1, 2, 3], [255, 1], [2, 3], []])
  })

  it('say what is not there', async () => {
    const { call } = await filesOf()
    await expect(call('read', 'mirrors/edr/none')).rejects.toMatchObject({
      message: expect.stringContaining('there is no file "mirrors/edr/none"'),
      data: { code: 'FILE_NOT_FOUND' },
    })
  })

  it('are parsed in one call, in the order asked, and a broken one hides no other', async () => {
    const { call } = await filesOf({
      files: {
        'mirrors/edr/a.json': '{"x": [1]}',
        'mirrors/edr/b.yml': 'x: &a 1\ny: *a\n',
        'mirrors/edr/c.yaml': 'x: [',
        'mirrors/edr/empty.yml': '',
        'mirrors/edr/bomb.yml':
          'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
      },
    })
    const names = ['b.yml', 'a.json', 'c.yaml', 'none.yml', 'empty.yml', 'bomb.yml'].map(
      (name) => `mirrors/edr/${name}`,
    )
    expect(await call('readManifests', [...names, 'secrets.gpg'])).toEqual([
      { path: 'mirrors/edr/b.yml', data: { x: 1, y: 1 } },
      { path: 'mirrors/edr/a.json', data: { x: [1] } },
      { path: 'mirrors/edr/c.yaml', error: expect.stringContaining('') },
      { path: 'mirrors/edr/none.yml', error: 'there is no file "mirrors/edr/none.yml"' },
      { path: 'mirrors/edr/empty.yml', data: null },
      { path: 'mirrors/edr/bomb.yml', error: expect.stringContaining('alias') },
      { path: 'secrets.gpg', error: expect.stringContaining('not among the folders') },
    ])
  })
})

describe('what a hook has parsed', () => {
  const parsed = async (text: string) => {
    const { call } = await filesOf({ files: { 'mirrors/edr/a.yml': text } })
    return (await call('readManifests', ['mirrors/edr/a.yml'])) as unknown
  }

  it('may be long: its time grows as its length, not as the square of that', async () => {
    const [file] = (await parsed(Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join(''))) as [object]
    expect(file).toMatchObject({ data: { k0: 1, k59999: 1 } })
  })

  it('may have each key of a map once', async () => {
    expect(await parsed('a: { b: 1, "b": 2 }\n')).toEqual([
      { path: 'mirrors/edr/a.yml', error: 'a map has one key twice' },
    ])
  })

  it('is no YAML of more than a megabyte', async () => {
    expect(await parsed(`# ${'x'.repeat(1024 * 1024)}\na: 1\n`)).toEqual([
      { path: 'mirrors/edr/a.yml', error: expect.stringContaining('which is no manifest') },
    ])
  })
})

describe('which files a hook may reach', () => {
  it.each([
    'secrets.gpg',
    'instances/edr/paris/config.yaml',
    'products/siem/definition.yaml',
    'mirrors/siem/x',
    '.meshroom/scratch/siem/x',
    'mirrors/edr/../../secrets.gpg',
    'mirrors/edr\\..\\..\\secrets.gpg',
    'mirrors/edr2/x',
    '/etc/hostname',
    '',
    'mirrors/edr/\0',
  ])('not %j', async (path) => {
    const bench = await shared.with(hooks)
    await bench.write({ 'secrets.gpg': 'x', 'products/siem/definition.yaml': 'x', 'mirrors/edr2/x': 'x' })
    for (const method of ['read', 'write', 'remove', 'list', 'exists'] as const) {
      await expect(
        bench.run('asExecute', { arguments: { method, args: [path, 'text'] } }),
        method,
      ).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
    }
  })

  it('its own product to read, but not to write', async () => {
    const { call } = await filesOf({ files: { 'products/edr/data.txt': 'data' } })
    expect(await call('read', 'products/edr/data.txt')).toBe('data')
    await expect(call('write', 'products/edr/data.txt', 'x')).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
  })

  it('every product when it pulls, but no whole product to remove', async () => {
    const { call, callAsPull } = await filesOf({ files: { 'products/siem/definition.yaml': 'x' } })
    await callAsPull('write', 'products/new/definition.yaml', 'x')
    expect(await callAsPull('read', 'products/siem/definition.yaml')).toMatchObject({ summary: 'x' })
    for (const path of ['products', 'products/siem', 'products/siem/'])
      await expect(callAsPull('remove', path)).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
    await expect(call('write', 'products/new/x', 'x')).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
  })

  it('nothing through a link that leads out', async () => {
    const { bench, call } = await filesOf({ files: { 'secrets.gpg': 'x', 'mirrors/edr/clone/real.txt': 'real' } })
    await symlink(bench.root, join(bench.root, 'mirrors/edr/clone/out'))
    await symlink(join(bench.root, 'secrets.gpg'), join(bench.root, 'mirrors/edr/clone/file'))
    await symlink('real.txt', join(bench.root, 'mirrors/edr/clone/inside'))
    for (const path of ['out/secrets.gpg', 'file', 'out/new.txt']) {
      for (const method of ['read', 'write'] as const)
        await expect(call(method, `mirrors/edr/clone/${path}`, 'y')).rejects.toMatchObject({
          data: { code: 'PATH_REFUSED' },
        })
    }
    expect(await call('read', 'mirrors/edr/clone/inside')).toBe('real')
    expect(await call('list', 'mirrors/edr/clone')).toEqual(['real.txt'])
    expect(await readFile(join(bench.root, 'secrets.gpg'), 'utf8')).toBe('x')
  })

  it("nothing of git's own to write, since git may run it", async () => {
    const { call } = await filesOf()
    for (const path of ['mirrors/edr/clone/.git/config', 'mirrors/edr/.GIT/hooks/post-checkout'])
      await expect(call('write', path, 'x')).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
  })

  it("a tenant's folder that a setting names, and a folder of the product, where permissions say so", async () => {
    const bench = await benchWith(hooks, {
      permissions: { write: ['{folder}', 'state', '{none}', '../siem', '{root}'] },
    })
    const elsewhere = join(bench.root, '..', `${bench.root.split('/').at(-1)}-tenant`)
    await mkdir(elsewhere)
    const instance = (folder: string) => ({ name: 'paris', product: 'edr', settings: { folder, root: '.' } })
    const write = (path: string, folder: string) =>
      bench.run('asExecute', { arguments: { method: 'write', args: [path, 'x'] }, instance: instance(folder) })
    await write(`${elsewhere}/x`, elsewhere)
    await write('tenants/paris/x', './tenants/paris')
    await write('products/edr/state/x', 'tenants')
    for (const path of ['products/siem/x', 'secrets.gpg', 'x'])
      await expect(write(path, 'tenants')).rejects.toMatchObject({ data: { code: 'PATH_REFUSED' } })
    expect(await readFile(join(elsewhere, 'x'), 'utf8')).toBe('x')
    const { rm } = await import('node:fs/promises')
    await rm(elsewhere, { recursive: true })
  })
})
