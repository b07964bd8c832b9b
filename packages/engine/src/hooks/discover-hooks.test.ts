import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { draftCacheFile, type Integration, loadProject, readCacheFile, writeFileAtomic } from '@meshroom/model'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestProduct } from './digest-product.ts'
import { discoverHooks } from './discover-hooks.ts'
import { isHookFile, listHookFiles } from './list-hook-files.ts'
import { listProductFiles } from './list-product-files.ts'
import { readProductCode } from './read-product-code.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'meshroom-hooks-'))
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

const hook = (name: string) =>
  `import { setup } from '@meshroom/hooks-sdk'\nexport const ${name} = setup.consumer(() => {})\n`

async function product(files: Readonly<Record<string, string>>) {
  for (const [path, content] of Object.entries(files)) await writeFileAtomic(join(root, 'products/edr', path), content)
}

function integration(name: string): Integration {
  const base = { settings: [], ownsBoth: false, extra: {}, product: 'edr', target: 'siem', topic: 'events' } as const
  return { ...base, role: 'producer', mode: 'push', file: `products/edr/integrations/siem/${name}` }
}

function discover(integrations: readonly Integration[] = []) {
  return discoverHooks({ root, product: 'edr', folder: 'products/edr', integrations })
}

const cacheFile = () => join(root, '.meshroom/cache/hooks/edr.json')

describe('which files have hooks', () => {
  it('finds product-wide ones at the top of the folder and those beside manifests', async () => {
    const own = `import { setup } from '@meshroom/hooks-sdk'\nexport const forward = setup(() => {})\n`
    await product({
      'b.ts': hook('b'),
      'a.mjs': hook('a'),
      'definition.yaml': 'name: edr\n',
      'integrations/siem/events_producer.ts': own,
      'integrations/siem/events_producer.yaml': '{}\n',
    })
    const { hooks, diagnostics } = await discover([integration('events_producer.yaml')])
    expect(diagnostics).toEqual([])
    expect(hooks.map(({ id, role }) => `${id} ${role}`)).toEqual([
      'products/edr/a.mjs#a consumer',
      'products/edr/b.ts#b consumer',
      'products/edr/integrations/siem/events_producer.ts#forward producer',
    ])
  })

  it('leaves out tests, types, configuration, folders below and dependencies', async () => {
    await product({
      'a.test.ts': hook('a'),
      'a.d.ts': hook('a'),
      'vitest.config.ts': hook('a'),
      'lib/a.ts': hook('a'),
      'node_modules/x/a.js': hook('a'),
      'templates/x/a.ts': hook('a'),
    })
    expect(await discover()).toMatchObject({ hooks: [], diagnostics: [] })
  })

  it('does not follow links out of the product', async () => {
    await product({ 'a.ts': hook('a') })
    await writeFile(join(root, 'elsewhere.ts'), hook('stolen'))
    await symlink(join(root, 'elsewhere.ts'), join(root, 'products/edr/b.ts'))
    expect((await discover()).hooks.map(({ id }) => id)).toEqual(['products/edr/a.ts#a'])
  })

  it('says that hooks beside no manifest never run', async () => {
    await product({ 'integrations/siem/events_producr.ts': hook('a') })
    expect((await discover([integration('events_producer.yaml')])).diagnostics).toMatchObject([
      { code: 'HOOK_WITHOUT_MANIFEST', severity: 'warning', file: 'products/edr/integrations/siem/events_producr.ts' },
    ])
  })

  it('prefers a source to what was compiled from it', async () => {
    await product({ 'a.js': hook('a'), 'a.ts': hook('a') })
    const { hooks, diagnostics } = await discover()
    expect(hooks.map(({ file }) => file)).toEqual(['products/edr/a.ts'])
    expect(diagnostics).toMatchObject([{ code: 'HOOK_FILE_TWICE', file: 'products/edr/a.js' }])
  })

  it('finds nothing that reading the project has not seen', async () => {
    await product({
      'a.ts': hook('a'),
      '.b.mts': hook('b'),
      'c.test.ts': hook('c'),
      'lib/d.ts': hook('d'),
      'integrations/siem/events_producer.ts': hook('e'),
      'integrations/siem/events_producer.yaml': '',
      'integrations/siem/deep/f.ts': hook('f'),
    })
    const { others } = await loadProject(root)
    expect(others?.get('edr')?.filter(isHookFile)).toEqual(listHookFiles(join(root, 'products/edr')))
    expect(listHookFiles(join(root, 'products/edr'))).toHaveLength(3)
  })

  it('finds nothing in a product without a folder', async () => {
    expect(await discover()).toMatchObject({ hooks: [], diagnostics: [] })
  })
})

describe('the digest', () => {
  const digest = async () => {
    const folder = join(root, 'products/edr')
    return digestProduct((await readProductCode(folder, listProductFiles(folder))).digests)
  }

  it.each(['a.ts', 'lib/deep/b.js', 'templates/x/README.md', 'pnpm-lock.yaml', 'package.json'])(
    'changes with %s',
    async (path) => {
      await product({ 'a.ts': hook('a') })
      const before = await digest()
      await product({ [path]: `${hook('a')}// more` })
      expect(await digest()).not.toBe(before)
    },
  )

  it.each(['definition.yaml', 'integrations/siem/events_producer.yaml', 'integrations/siem/main.py', 'README.md'])(
    'does not change with %s',
    async (path) => {
      await product({ 'a.ts': hook('a') })
      const before = await digest()
      await product({ [path]: 'x: 1' })
      expect(await digest()).toBe(before)
    },
  )

  it('tells a file that was renamed', async () => {
    await product({ 'a.ts': hook('a') })
    const before = await digest()
    await rm(join(root, 'products/edr/a.ts'))
    await product({ 'b.ts': hook('a') })
    expect(await digest()).not.toBe(before)
  })
})

describe('what was read is remembered', () => {
  it('so that an unchanged product is not parsed again', async () => {
    await product({ 'a.ts': hook('a'), 'broken.ts': `${hook('b')}export const c = = 1` })
    const first = await discover()
    expect(first.diagnostics).toMatchObject([{ code: 'HOOK_SYNTAX' }])
    expect(await discover()).toEqual(first)
    plant((body) => body.replaceAll('#a"', '#planted"'))
    expect((await discover()).hooks.map(({ id }) => id)).toEqual(['products/edr/a.ts#planted'])
  })

  /** Changes the memory in a way that nothing but its use can tell. */
  function plant(change: (body: string) => string): void {
    const place = { root, name: 'hooks/edr' }
    draftCacheFile(place)?.keep(change(readCacheFile(place) ?? ''))
  }

  it('until its text changes', async () => {
    await product({ 'a.ts': hook('a') })
    await discover()
    await product({ 'a.ts': hook('renamed') })
    expect((await discover()).hooks.map((each) => each.export)).toEqual(['renamed'])
  })

  it('until the manifest it stands beside changes', async () => {
    await product({ 'integrations/siem/events_producer.ts': hook('a') })
    const first = await discover([integration('events_producer.yaml')])
    expect(first.diagnostics).toMatchObject([{ code: 'HOOK_ROLE_CONFLICT' }])
    const second = await discover([{ ...integration('events_producer.yaml'), role: 'consumer' }])
    expect(second.diagnostics).toEqual([])
  })

  it.each([
    ['empty', () => ''],
    ['cut short', (text: string) => text.slice(0, -10)],
    ['changed by hand', (text: string) => text.replace('consumer', 'producer')],
    ['put there by somebody else', (text: string) => text.replaceAll('#a"', '#planted"')],
    ['not JSON', () => 'a\nb'],
    ['of another shape', () => '[]'],
  ])('but a memory that is %s is not believed', async (_, damage) => {
    await product({ 'a.ts': hook('a') })
    const first = await discover()
    await writeFile(cacheFile(), damage(await readFile(cacheFile(), 'utf8')))
    expect(await discover()).toEqual(first)
  })

  it.each([
    ['another version', (text: string) => text.replace(/^"/, '"2 ').replaceAll('#a"', '#planted"')],
    ['a version with another format', () => '{"format":2}\n'],
  ])('but not what %s wrote', async (_, change) => {
    await product({ 'a.ts': hook('a') })
    const first = await discover()
    plant(change)
    expect(await discover()).toEqual(first)
  })

  it('by many at once', async () => {
    await product({ 'a.ts': hook('a'), 'b.ts': hook('b') })
    const all = await Promise.all(Array.from({ length: 8 }, () => discover()))
    for (const each of all) expect(each).toEqual(all[0])
    expect(await readdir(dirname(cacheFile()))).toEqual(['edr.json'])
  })

  it('unless nobody wants it', async () => {
    await product({ 'a.ts': hook('a') })
    await discover()
    plant((body) => body.replaceAll('#a"', '#planted"'))
    const { hooks } = await discoverHooks({
      root,
      product: 'edr',
      folder: 'products/edr',
      integrations: [],
      cache: false,
    })
    expect(hooks.map(({ id }) => id)).toEqual(['products/edr/a.ts#a'])
  })

  it('and a folder that cannot be written to is no obstacle', async () => {
    await product({ 'a.ts': hook('a') })
    await writeFile(join(root, '.meshroom'), 'a file where the folder should be')
    expect((await discover()).hooks).toHaveLength(1)
  })
})
