import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Permissions } from '@meshroom/model'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { benchWith } from '../../test/host/host-bench.ts'
import type { AskContext } from '../host/broker/ask.ts'
import { writeAndNote } from '../host/broker/note-written.ts'
import { admitProduct } from './admit-product.ts'
import { extendTrust } from './extend-trust.ts'
import { ownProduct } from './own-product.ts'
import { readSnapshot } from './read-snapshot.ts'
import { sandboxLevel } from './sandbox-level.ts'
import type { TrustPort, TrustRequest } from './trust-request.ts'
import type { TrustSubject } from './trust-subject.ts'

const none: Permissions = { net: [], run: [], write: [], git: false }

/** A project with a product that has code, and a person who answers what they are asked. */
async function desk() {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-trust-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const asked: TrustRequest[] = []
  const person = { answer: 'yes' as Awaited<ReturnType<TrustPort['ask']>> }
  const trust: TrustPort = {
    folder: join(root, 'home/state'),
    policy: 'ask',
    ask: async (request) => {
      asked.push(request)
      return person.answer
    },
  }
  const product = { name: 'edr', folder: 'products/edr', permissions: none }
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, product.folder, path)), { recursive: true })
    await writeFile(join(root, product.folder, path), text)
  }
  await write('hooks.ts', 'export {}')
  const admit = async (permissions: Permissions = none, port: TrustPort = trust) => {
    const { subject } = await readSnapshot(root, { ...product, permissions })
    await admitProduct({ root, trust: port }, product, subject)
  }
  return { root, asked, person, trust, product, write, admit }
}

describe('the digest of a product', () => {
  const digestOf = async (files: Readonly<Record<string, string>>, permissions = none): Promise<TrustSubject> => {
    const { root, product, write } = await desk()
    for (const [path, text] of Object.entries(files)) await write(path, text)
    return (await readSnapshot(root, { ...product, permissions })).subject
  }

  it.each([
    ['code', { 'hooks.ts': 'export const x = 1' }, none, false],
    ['a file more', { 'lib/a.ts': '' }, none, false],
    ['a template', { 'templates/x/y.py': '' }, none, false],
    ['a lock file of dependencies', { 'package-lock.json': '{}' }, none, false],
    ['what says how a folder is loaded', { 'lib/package.json': '{"main":"b.js"}' }, none, false],
    ['a permission', {}, { ...none, net: ['a.example'] }, false],
    ['a manifest', { 'definition.yaml': 'name: x', 'integrations/siem/events_producer.yaml': '' }, none, true],
    ['a readme', { 'README.md': 'x' }, none, true],
  ])('with %s', async (_, files, permissions, same) => {
    const before = await digestOf({})
    expect((await digestOf(files, permissions)).digest === before.digest).toBe(same)
  })

  it('is that of every checkout: what runs has the line ends that were digested, whatever git made of them', async () => {
    const [lf, crlf] = await Promise.all(
      ['\n', '\r\n'].map(async (end) => {
        const { root, product, write } = await desk()
        const files = ['hooks.ts', 'package.json', 'lib/a.mjs', 'yarn.lock', 'templates/x/{{name}}.yaml']
        for (const path of files) await write(path, `// one${end}// two${end}`)
        return readSnapshot(root, product)
      }),
    )
    expect(crlf).toEqual(lf)
    expect(crlf?.contents.get('hooks.ts')?.toString()).toBe('// one\n// two\n')
  })

  it('is another where what is no text is', async () => {
    const [a, b] = [await digestOf({ 'a.wasm': '\0asm\r\n' }), await digestOf({ 'a.wasm': '\0asm\n' })]
    expect(a.digest).not.toBe(b.digest)
  })

  it('does not depend on the order of permissions', async () => {
    const [a, b] = await Promise.all(
      [
        ['b', 'a'],
        ['a', 'b'],
      ].map((net) => digestOf({}, { ...none, net })),
    )
    expect(a?.digest).toBe(b?.digest)
  })

  it('is asked of nobody where there is no code', async () => {
    const { root, product, asked, trust } = await desk()
    await rm(join(root, 'products/edr/hooks.ts'))
    await mkdir(join(root, 'products/edr/templates/x'), { recursive: true })
    await writeFile(join(root, 'products/edr/templates/x/run.ts'), 'x')
    const { subject } = await readSnapshot(root, product)
    await admitProduct({ root, trust }, product, subject)
    expect([subject.hasCode, asked]).toEqual([false, []])
  })
})

describe('packages in node_modules', () => {
  const lib = 'node_modules/@scope/lib/index.js'
  const changes: Readonly<Record<string, (it: Desk) => Promise<unknown>>> = {
    'its code': ({ write }) => write(lib, 'exports.x = 2'),
    'its code, with the size and time of before': async ({ root, write }) => {
      const path = join(root, 'products/edr', lib)
      const { atime, mtime } = await stat(path)
      await write(lib, 'exports.x = 2')
      await utimes(path, atime, mtime)
    },
    'a file more': ({ write }) => write('node_modules/@scope/lib/more.js', ''),
    'its data': ({ write }) => write('node_modules/@scope/lib/data.txt', 'x'),
    'a package within it': ({ write }) => write('node_modules/@scope/lib/node_modules/deep/index.js', ''),
  }

  it.each(Object.entries(changes))('ask again where one has changed: %s', async (_, change) => {
    const it = await desk()
    await it.write(lib, 'exports.x = 1')
    aged()
    await it.admit()
    await it.admit()
    expect(it.asked).toMatchObject([{ files: 1, packages: 1 }])
    await change(it)
    await it.admit()
    expect(it.asked[1]?.change).toMatchObject({ changed: ['node_modules/@scope/lib'] })
  })

  it('ask again where one came, by a folder or a link, or went', async () => {
    const it = await desk()
    await it.write('node_modules/.pnpm/lib@1.0.0/node_modules/lib/index.js', 'exports.x = 1')
    await it.admit()
    await symlink('.pnpm/lib@1.0.0/node_modules/lib', join(it.root, 'products/edr/node_modules/lib'))
    await it.admit()
    await rm(join(it.root, 'products/edr/node_modules/.pnpm'), { recursive: true })
    await it.admit()
    expect(it.asked.slice(1).map(({ change }) => [change?.added, change?.removed])).toEqual([
      [['node_modules/lib'], []],
      [[], ['node_modules/.pnpm/lib@1.0.0']],
    ])
  })

  it('are no matter of what tools keep there, from which nothing is loaded', async () => {
    const it = await desk()
    await it.admit()
    await it.write('node_modules/.cache/x.js', 'exports.x = 1')
    await it.write('node_modules/.package-lock.json', '{}')
    await it.admit()
    expect(it.asked.length).toBe(1)
    const bench = await benchWith(
      `import { x } from './node_modules/.cache/x.js'\nexport const it = execute(() => x)`,
      { files: { 'products/edr/node_modules/.cache/x.js': 'exports.x = 1' } },
    )
    await expect(bench.run('it')).rejects.toMatchObject({ code: 'HOOK_LOAD_FAILED' })
  })

  /** Old enough for its stamp to be believed. */
  const aged = () => {
    vi.useFakeTimers({ now: Date.now() + 10_000, toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
  }
})

describe('the person', () => {
  it('is asked once, however many hosts start', async () => {
    const { admit, asked } = await desk()
    await Promise.all([admit(), admit(), admit()])
    await admit()
    expect(asked.length).toBe(1)
    expect(asked[0]).toMatchObject({ product: 'edr', files: 1, lock: 'absent' })
  })

  it('is asked again when code or permissions change, and shown the difference', async () => {
    const { admit, asked, write } = await desk()
    await admit({ ...none, net: ['old.example'] })
    await write('hooks.ts', 'export const x = 1')
    await write('new.ts', '')
    await admit({ ...none, net: ['new.example'], git: true })
    expect(asked[1]?.change).toEqual({
      added: ['new.ts'],
      changed: ['hooks.ts'],
      removed: [],
      gained: ['git', 'net new.example'],
      lost: ['net old.example'],
    })
  })

  it.each([
    ['no', 'TRUST_REFUSED'],
    ['nobody', 'TRUST_REQUIRED'],
  ] as const)('who says %s is asked again the next time, and nothing is kept', async (answer, code) => {
    const { root, admit, asked, person } = await desk()
    person.answer = answer
    await expect(admit()).rejects.toMatchObject({ code })
    await expect(admit()).rejects.toMatchObject({ code })
    expect(asked.length).toBe(2)
    await expect(readFile(join(root, 'meshroom.lock'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('gives a yes to one working tree, not to its copies', async () => {
    const { admit, asked, trust } = await desk()
    await admit()
    const copy = await desk()
    await copy.admit(none, { ...trust, ask: copy.trust.ask })
    expect([asked.length, copy.asked.length]).toEqual([1, 1])
  })

  it('is asked anew where the record of the yes is damaged', async () => {
    const { admit, asked, trust } = await desk()
    await admit()
    const [tree = ''] = await readdir(trust.folder)
    await writeFile(join(trust.folder, tree, 'edr.json'), '{"version":1,"product":"edr"')
    await admit()
    expect(asked.length).toBe(2)
  })
})

describe('what a scaffold writes', () => {
  const written = (text: string) => new Map([['integrations/siem/x.ts', sha256(text)]])

  it('does not ask again, as long as it is that', async () => {
    const { root, trust, product, admit, asked, write } = await desk()
    await admit()
    await write('integrations/siem/x.ts', 'scaffolded')
    await extendTrust({ root, trust }, product, written('scaffolded'))
    await admit()
    expect(asked.length).toBe(1)
  })

  it('does not ask again for a text with line ends of Windows, as a template may have them', async () => {
    const it = await desk()
    await it.admit()
    const settings = { root: it.root, product: it.product, written: new Map<string, string>() }
    const path = join(it.root, 'products/edr/integrations/siem/x.ts')
    await writeAndNote(path, '// one\r\n', { settings, kind: 'scaffold' } as unknown as AskContext)
    await extendTrust(it, it.product, settings.written)
    await it.admit()
    expect(it.asked.length).toBe(1)
  })

  it.each([
    ['something else in its place', async ({ write }: Desk) => write('integrations/siem/x.ts', 'swapped')],
    ['another file besides', async ({ write }: Desk) => write('y.ts', 'planted')],
    ['a file gone', async ({ root }: Desk) => rm(join(root, 'products/edr/hooks.ts'))],
  ])('asks where there is %s', async (_, act) => {
    const it = await desk()
    await it.admit()
    await it.write('integrations/siem/x.ts', 'scaffolded')
    await act(it)
    await extendTrust(it, it.product, written('scaffolded'))
    await it.admit().catch(() => {})
    expect(it.asked.length).toBe(2)
  })

  it('asks where permissions came with it', async () => {
    const it = await desk()
    await it.admit()
    await it.write('integrations/siem/x.ts', 'scaffolded')
    await extendTrust(it, { ...it.product, permissions: { ...none, net: ['*'] } }, written('scaffolded'))
    await it.admit({ ...none, net: ['*'] })
    expect(it.asked.length).toBe(2)
  })

  it('makes nothing trusted that was not', async () => {
    const it = await desk()
    await it.write('integrations/siem/x.ts', 'scaffolded')
    await extendTrust(it, it.product, written('scaffolded'))
    await it.admit()
    expect(it.asked.length).toBe(1)
  })
})

type Desk = Awaited<ReturnType<typeof desk>>

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('one’s own product', () => {
  it('may be edited without a question, and is pinned as it is', async () => {
    const { root, trust, product, admit, asked, write } = await desk()
    await ownProduct({ root, ports: { trust } as never }, product)
    await admit()
    const first = await readFile(join(root, 'meshroom.lock'), 'utf8')
    await write('hooks.ts', 'export const edited = 1')
    await admit({ ...none, net: ['mine.example'] })
    expect(asked).toEqual([])
    expect(await readFile(join(root, 'meshroom.lock'), 'utf8')).not.toBe(first)
  })
})

describe('what runs is what was trusted', () => {
  const trusted = `import { text } from './lib.ts'
export const it = execute(async () => [text, (await import('./late.ts').catch((error) => ({ text: error.message }))).text])`

  it('though everything is changed on the disk the moment after', async () => {
    const bench = await benchWith(trusted, {
      files: {
        'products/edr/lib.ts': `export const text: string = 'trusted'`,
        'products/edr/late.ts': `export const text = 'late'`,
      },
      async admit() {
        const swapped = `export const text = 'swapped'`
        await bench.write({
          'products/edr/lib.ts': swapped,
          'products/edr/late.ts': swapped,
          'products/edr/hooks.ts': swapped,
        })
      },
    })
    const hook = await bench.hook('it')
    const { result } = await bench.host.call(hook, bench.input())
    expect(result).toEqual(['trusted', 'late'])
  })

  it('and what is added is not run', async () => {
    const bench = await benchWith(trusted, {
      files: { 'products/edr/lib.ts': `export const text = 'trusted'` },
      admit: () => bench.write({ 'products/edr/late.ts': `export const text = 'added'` }),
    })
    expect(await bench.run('it')).toEqual(['trusted', 'late.ts is no code that was there when the product was trusted'])
  })

  it('and nothing runs that is not admitted', async () => {
    const bench = await benchWith(`export const it = execute(() => 'ran')`, {
      admit: () => Promise.reject(new Error('not trusted')),
    })
    await expect(bench.run('it')).rejects.toThrow('not trusted')
  })
})

describe('a package of a product', () => {
  const loading = `import { createRequire } from 'node:module'
export const imported = execute(async () => (await import('lib')).default.text)
export const required = execute(() => createRequire(import.meta.url)('lib').text)
export const data = execute(() => createRequire(import.meta.url)('lib/data.json').text)
export const esm = execute(async () => (await import('new')).text)`
  const files = (text: string) => ({
    'products/edr/node_modules/lib/package.json': '{"main":"./lib/index.js"}',
    'products/edr/node_modules/lib/lib/index.js': `exports.text = require('./text').text`,
    'products/edr/node_modules/lib/lib/text.js': `exports.text = '${text}'`,
    'products/edr/node_modules/lib/data.json': `{"text":"${text}"}`,
    'products/edr/node_modules/new/package.json': '{"type":"module","exports":"./index.js"}',
    'products/edr/node_modules/new/index.js': `export * from './text.js'`,
    'products/edr/node_modules/new/text.js': `export const text = '${text}'`,
  })

  it.each(['imported', 'required', 'data', 'esm'])('is loaded as it was trusted (%s)', async (name) => {
    const bench = await benchWith(loading, { files: files('trusted') })
    expect(await bench.run(name)).toBe('trusted')
  })

  it.each(['imported', 'required', 'data', 'esm'])('is not loaded where it changed since (%s)', async (name) => {
    const bench = await benchWith(loading, { files: files('trusted'), admit: () => bench.write(files('changed')) })
    await expect(bench.run(name)).rejects.toThrow('has changed since the product was trusted')
  })

  it('is not loaded where it came since', async () => {
    const bench = await benchWith(loading, { admit: () => bench.write(files('added')) })
    await expect(bench.run('esm')).rejects.toThrow('is no code that was there when the product was trusted')
  })
})

describe('links in a product', () => {
  it('that lead out of it are refused by name', async () => {
    const { root, product } = await desk()
    await mkdir(join(root, 'products/edr/node_modules'))
    await symlink(root, join(root, 'products/edr/node_modules/out'))
    await expect(readSnapshot(root, product)).rejects.toMatchObject({
      code: 'PRODUCT_LINK_REFUSED',
      message: expect.stringContaining('products/edr/node_modules/out'),
    })
  })

  it('that stay within it, or lead nowhere, are left alone', async () => {
    const { root, product } = await desk()
    await symlink('hooks.ts', join(root, 'products/edr/inside'))
    await symlink('/nowhere/at/all', join(root, 'products/edr/nowhere'))
    await expect(readSnapshot(root, product)).resolves.toBeDefined()
  })
})

describe('the sandbox is called', () => {
  it.each([
    ['strict', false, ['--allow-net']],
    ['partial', false, []],
    ['off', true, ['--allow-net']],
  ])('%s', (level, unsafe, flags) => {
    expect(sandboxLevel(unsafe, new Set(flags))).toBe(level)
  })
})
