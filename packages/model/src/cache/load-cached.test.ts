import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asSomebody, edr, one, siem, smallMesh } from '../../test/cached-project.ts'
import { makeProject } from '../../test/make-project.ts'
import { loadProject } from '../disk/load-project.ts'
import { draftCacheFile } from './draft-cache-file.ts'
import { manifestsPlace } from './kept-manifests.ts'
import { cacheFile } from './read-cache-file.ts'

const parsed: string[] = []
vi.mock('../read/parse-content.ts', async (load) => {
  const { parseContent } = await load<typeof import('../read/parse-content.ts')>()
  const noted: typeof parseContent = (file, content) => {
    parsed.push(file)
    return parseContent(file, content)
  }
  return { parseContent: noted }
})

/** Seconds that pass between the last change of a file and its being read. */
let later = 10
vi.mock('./draft-cache-file.ts', async (load) => {
  const actual = await load<typeof import('./draft-cache-file.ts')>()
  const draftLater: typeof actual.draftCacheFile = (place) => {
    const draft = actual.draftCacheFile(place)
    return draft && { ...draft, begun: draft.begun + BigInt(later) * 1_000_000_000n }
  }
  return { draftCacheFile: draftLater }
})

/** Which files were parsed to load a project; that it is what it is without a cache is checked each time. */
async function parsedFor(root: string): Promise<readonly string[]> {
  const expected = await loadProject(root)
  parsed.length = 0
  expect(await loadProject(root, { cache: true })).toStrictEqual(expected)
  return [...parsed].sort()
}

/** A new file in the place of another, as an editor or git puts it there. */
async function replace(root: string, file: string, content: string): Promise<void> {
  await writeFile(join(root, `${file}.new`), content)
  await rename(join(root, `${file}.new`), join(root, file))
}

let home: string
let root: string
beforeEach(async () => {
  later = 10
  home = await asSomebody()
  root = await smallMesh()
})

describe('a project that was loaded before', () => {
  it('is not parsed again, and what breaks its rules is said with the same places', async () => {
    expect(await parsedFor(root)).toHaveLength(7)
    expect(await parsedFor(root)).toEqual([])
  })

  it('is parsed where it has changed', async () => {
    await parsedFor(root)
    await replace(root, edr, 'vendor: Other\n')
    expect(await parsedFor(root)).toContain(edr)
    expect(await parsedFor(root)).toEqual([])
    await rm(join(root, siem))
    expect(await parsedFor(root)).not.toContain(edr)
    await parsedFor(root)
    expect(await parsedFor(root)).toEqual([])
  })

  it('keeps the rules again when a folder without a manifest comes or goes', async () => {
    const unknown = async () =>
      (await loadProject(root, { cache: true })).diagnostics.filter(({ code }) => code === 'INTEGRATION_TARGET_UNKNOWN')
    await parsedFor(root)
    expect(await unknown()).toHaveLength(1)
    await mkdir(join(root, 'products/gone'))
    expect(await unknown()).toEqual([])
    await rm(join(root, 'products/gone'), { recursive: true })
    expect(await unknown()).toHaveLength(1)
  })

  it('is scanned again where it has links, which change without their folder', async () => {
    await writeFile(join(root, 'other'), 'no folder, so no product')
    await symlink('../other', join(root, 'products/other'))
    await parsedFor(root)
    expect(await parsedFor(root)).toEqual([])
    await rm(join(root, 'other'))
    await mkdir(join(root, 'other'))
    await writeFile(join(root, 'other/definition.yaml'), 'vendor: Other\n')
    expect(await parsedFor(root)).toContain('products/other/definition.yaml')
  })

  it('is parsed where only the time of change tells', async () => {
    const changed = () => statSync(join(root, edr), { bigint: true }).ctimeNs
    await utimes(join(root, edr), 1, 1)
    const before = changed()
    await parsedFor(root)
    while (changed() === before) {
      writeFileSync(join(root, edr), readFileSync(join(root, edr), 'utf8').replace('Acme', 'Acne'))
      utimesSync(join(root, edr), 1, 1)
    }
    expect(await parsedFor(root)).toContain(edr)
  })

  it('is not parsed where a file was only touched', async () => {
    await parsedFor(root)
    await utimes(join(root, edr), 1, 1)
    expect(await parsedFor(root)).not.toContain(edr)
  })

  it('is read again by its content while its files have just changed', async () => {
    later = -10
    await parsedFor(root)
    const kept = await readFile(cacheFile(manifestsPlace(root)), 'utf8')
    expect(await parsedFor(root)).not.toContain(edr)
    expect(await readFile(cacheFile(manifestsPlace(root)), 'utf8')).toBe(kept)
  })

  it.each([
    ['too large', 'x: 1\n'.repeat(300_000)],
    ['with what JSON cannot say', 'port: .nan\nother: -0\nmost: .inf\n'],
    ['not UTF-8', Buffer.from([0x61, 0xff])],
    ['not YAML', 'a: [\n'],
    ['with keys that objects have', '__proto__: { a: 1 }\nconstructor: 2\nhasOwnProperty: 3\n'],
  ])('is what it is with a file that is %s', async (_, content) => {
    await writeFile(join(root, edr), content)
    await parsedFor(root)
    await parsedFor(root)
  })
})

describe('a cache that cannot be trusted', () => {
  const file = () => cacheFile(manifestsPlace(root))
  const seals = async () => {
    const all = await readdir(join(home, 'meshroom/seals'), { recursive: true, encoding: 'utf8' })
    return all.filter((name) => name.endsWith('.json')).map((name) => join(home, 'meshroom/seals', name))
  }
  const reseal = async (edit: (seal: Record<string, unknown>) => unknown) => {
    for (const seal of await seals())
      await writeFile(seal, JSON.stringify(edit(JSON.parse(await readFile(seal, 'utf8')))))
  }
  const forged = async () => (await readFile(file(), 'utf8')).replaceAll('Acme', 'Evil')

  it.each<[string, () => Promise<unknown>]>([
    ['edited in place', async () => writeFile(file(), await forged())],
    ['put in the place of ours', async () => replace(root, '.meshroom/cache/manifests.json', await forged())],
    ['copied over itself', async () => copyFile(file(), `${file()}.2`).then(() => rename(`${file()}.2`, file()))],
    ['cut short', async () => writeFile(file(), (await readFile(file(), 'utf8')).slice(0, 99))],
    ['empty', async () => writeFile(file(), '')],
    ['gone', async () => rm(file())],
    ['a folder', async () => rm(file()).then(() => mkdir(file()))],
    ['of another person', asSomebody],
    ['of another version', async () => keepText((text) => text.replace(/^"/, '"2 '))],
    ['of a version with another format', async () => keepText(() => '{"format":2}\nbinary \u0000')],
    ['of a version that wrote nothing', async () => keepText(() => '')],
    ['sealed for another project', async () => reseal((seal) => ({ ...seal, root: '/elsewhere' }))],
    ['with another checksum', async () => reseal((seal) => ({ ...seal, sum: 1 }))],
    ['with a seal of other types', async () => reseal((seal) => ({ ...seal, stamp: {}, sum: '1' }))],
    ['with a seal that is null', async () => reseal(() => null)],
    ['with a seal that is a list', async () => reseal(() => [])],
    ['with a seal that is not JSON', async () => Promise.all((await seals()).map((seal) => writeFile(seal, '{"root')))],
    ['without a seal', async () => rm(join(home, 'meshroom'), { recursive: true })],
  ])('is not believed: %s', async (_, spoil) => {
    await parsedFor(root)
    await spoil()
    expect(await parsedFor(root)).toHaveLength(7)
    expect(await parsedFor(root)).toEqual(existsSync(`${file()}/`) ? expect.anything() : [])
  })

  async function keepText(edit: (text: string) => string): Promise<void> {
    const text = await readFile(file(), 'utf8')
    draftCacheFile(manifestsPlace(root))?.keep(edit(text))
  }

  it('is not believed in a copy of the project, or where the project has moved', async () => {
    await parsedFor(root)
    const copy = join(dirname(root), `copy-of-${root.split('/').at(-1)}`)
    await cp(root, copy, { recursive: true, preserveTimestamps: true })
    expect(await parsedFor(copy)).toHaveLength(7)
    await rm(copy, { recursive: true })
    await rename(root, copy)
    expect(await parsedFor(copy)).toHaveLength(7)
    await rename(copy, root)
  })
})

describe('a project in which nothing can be kept', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the project is not to be written', () => writeFile(join(root, '.meshroom'), '')],
    ['the person has no folder', async () => vi.stubEnv('XDG_CACHE_HOME', join(root, edr))],
  ])('loads all the same: %s', async (_, spoil) => {
    await spoil()
    expect(await parsedFor(root)).toHaveLength(7)
    expect(await parsedFor(root)).toHaveLength(7)
  })

  it.each(['.meshroom', '.meshroom/cache'])('never writes to where a link at %s leads', async (link) => {
    const elsewhere = await makeProject({})
    await mkdir(dirname(join(root, link)), { recursive: true })
    await symlink(elsewhere, join(root, link))
    await parsedFor(root)
    expect((await readdir(elsewhere)).sort()).toEqual(['instances', 'products'])
  })
})

describe('what is kept', () => {
  const kept = async () => readFile(cacheFile(manifestsPlace(root)), 'utf8')

  it('is nothing where nobody asks for it', async () => {
    await loadProject(root)
    expect(await readdir(root)).not.toContain('.meshroom')
  })

  it('is ignored by git, and no half of it lies about', async () => {
    await parsedFor(root)
    expect(await readFile(join(root, '.meshroom/.gitignore'), 'utf8')).toBe('*\n')
    expect(await readdir(join(root, '.meshroom/cache'))).toEqual(['manifests.json'])
  })

  it('is swept of what killed processes left of it, in the project and of the person, once that is old', async () => {
    await parsedFor(root)
    const folder = join(home, 'meshroom/seals')
    const [tree = ''] = await readdir(folder)
    const places = [join(root, '.meshroom/cache'), join(folder, tree)]
    for (const place of places) {
      for (const name of ['manifests.json.4711.old.tmp', 'manifests.json.4712.new.tmp'])
        await writeFile(join(place, name), '{')
      utimesSync(join(place, 'manifests.json.4711.old.tmp'), 1, 1)
    }
    await replace(root, one, 'settings:\n  other: plain\n')
    await parsedFor(root)
    for (const place of places)
      expect((await readdir(place)).sort()).toEqual(['manifests.json', 'manifests.json.4712.new.tmp'])
  })

  it('is no secret that a manifest has in clear text, also when it becomes one', async () => {
    await replace(root, one, 'settings:\n  KEY: hunter2\n  other: plain\n')
    expect(await parsedFor(root)).toContain(one)
    expect(await kept()).not.toContain('hunter2')
    await replace(root, one, 'settings:\n  other: plain\n')
    await parsedFor(root)
    expect(await kept()).toContain('plain')
    await replace(root, edr, 'settings:\n  - { name: other, secret: true }\n')
    await parsedFor(root)
    expect(await kept()).not.toContain('plain')
    await replace(root, edr, 'settings:\n  - { name: KEY, secret: true, default: hunter3 }\n')
    await parsedFor(root)
    expect(await kept()).not.toContain('hunter3')
  })
})

afterEach(() => {
  parsed.length = 0
})
