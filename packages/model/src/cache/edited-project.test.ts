import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it, onTestFinished, vi } from 'vitest'
import { asSomebody, edr, one, siem } from '../../test/cached-project.ts'
import { makeProject } from '../../test/make-project.ts'
import { loadProject } from '../disk/load-project.ts'

const files = [
  edr,
  siem,
  'products/edr/definition.yml',
  'products/siem/integrations/edr/events_consumer.yaml',
  'products/siem/integrations/edr/notes_consumr.yaml',
  one,
  'instances/siem/one/config.yaml',
  'instances/edr/one/plugs/two/events.yaml',
]

/** Several of one size each, so that a change does not show in it; some broken, some that break rules of others. */
const contents = [
  '',
  'vendor: Acme\n',
  'vendor: Acne\n',
  'vendor: Acm[\n',
  'settings: [{ name: a, secret: true }]\n',
  'settings: [{ name: b, secret: true }]\n',
  'settings: { a: 1, b: xxxxxxxxxxxxxxx }\n',
  'produces: { events: [{ mode: push }] }\n',
  'produces: { events: [{ mode: pull }] }\n',
  'owner: one\nformat: ecs\n',
  'owner: two\nformat: ecs\n',
]

type Change =
  | { readonly act: 'write' | 'write unseen' | 'replace'; readonly file: string; readonly content: string }
  | { readonly act: 'remove' | 'make a folder of'; readonly file: string }

const file = fc.constantFrom(...files)
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('write', 'write unseen', 'replace'),
      file,
      content: fc.constantFrom(...contents),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('remove', 'make a folder of'), file }) },
)

/** Nanoseconds that the clock of the file system tells apart; with coarse ones, it tells nothing but the time of content either. */
let tick = 1n
vi.mock('./file-stamp.ts', async (load) => {
  const actual = await load<typeof import('./file-stamp.ts')>()
  const stampOf: typeof actual.stampOf = (stats) => {
    if (tick === 1n) return actual.stampOf(stats)
    const changed = (stats.mtimeNs / tick) * tick
    const size = stats.isDirectory() ? 0n : stats.size
    return { text: `${size} ${changed}`, size: Number(size), changed }
  }
  const stampFile: typeof actual.stampFile = (path) => {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stats && stampOf(stats)
  }
  return { stampOf, stampFile }
})

/** Where times are so coarse, nobody can see whether folders have any; here they have. */
vi.mock('./draft-cache-file.ts', async (load) => {
  const actual = await load<typeof import('./draft-cache-file.ts')>()
  const draftCacheFile: typeof actual.draftCacheFile = (place) => {
    const draft = actual.draftCacheFile(place)
    return draft && { ...draft, tellsFolders: true }
  }
  return { draftCacheFile }
})

it.each([
  ['this one', 1n],
  ['one that counts whole seconds', 1_000_000_000n],
  ['one that counts every second second', 2_000_000_000n],
])('a project with a cache is at any time what it is without, on a file system such as %s', async (_, ticks) => {
  tick = ticks
  onTestFinished(() => {
    tick = 1n
  })
  await asSomebody()
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 10 }), async (changes) => {
      const root = await makeProject({ [edr]: 'vendor: Acme\n', [one]: 'settings: {}\n' })
      for (const each of [undefined, ...changes]) {
        if (each !== undefined) apply(root, each)
        expect(await loadProject(root, { cache: true })).toStrictEqual(await loadProject(root))
      }
    }),
    { numRuns: 10 },
  )
})

function apply(root: string, change: Change): void {
  const path = join(root, change.file)
  mkdirSync(dirname(path), { recursive: true })
  if (change.act === 'remove') rmSync(path, { recursive: true, force: true })
  else if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  else if ('content' in change) write(path, change)
  else {
    rmSync(path, { force: true })
    mkdirSync(path)
  }
}

function write(path: string, { act, content }: Extract<Change, { readonly content: string }>): void {
  const before = statSync(path, { throwIfNoEntry: false })?.mtime
  const target = act === 'replace' ? `${path}.new` : path
  writeFileSync(target, content)
  if (act === 'replace') renameSync(target, path)
  if (act === 'write unseen' && before !== undefined) utimesSync(path, before, before)
}

it('a file that comes or goes within one tick of a coarse clock is seen', async () => {
  tick = 2_000_000_000n
  onTestFinished(() => {
    tick = 1n
  })
  await asSomebody()
  const root = await makeProject({ [edr]: 'vendor: Acme\n', 'products/siem/.keep': '' })
  const add = (name: string) => {
    writeFileSync(join(root, name), 'vendor: Acme\n')
    utimesSync(join(root, name), 1, 1)
  }
  for (const change of [() => add(edr), () => add(siem), () => rmSync(join(root, siem))]) {
    change()
    for (const _ of ['kept', 'read'])
      expect(await loadProject(root, { cache: true })).toStrictEqual(await loadProject(root))
  }
})

it('many processes may load and keep a project at once', async () => {
  const home = await asSomebody()
  const root = await makeProject(
    Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`products/p${at}/definition.yaml`, 'vendor: Acme\n'])),
  )
  const program = `
    import { rmSync, writeFileSync } from 'node:fs'
    import { isDeepStrictEqual } from 'node:util'
    import { loadProject } from ${JSON.stringify(fileURLToPath(new URL('../index.ts', import.meta.url)))}
    const [root, own] = process.argv.slice(1)
    for (let turn = 0; turn < 8; turn++) {
      writeFileSync(\`\${root}/products/p\${own}/definition.yaml\`, \`vendor: V\${turn}\`)
      const { products } = await loadProject(root, { cache: true })
      if (products.size !== 30 || products.get(\`p\${own}\`).vendor !== \`V\${turn}\`) throw new Error('not as it is')
    }`
  const loading = ['1', '2', '3', '4'].map((own) => run(['--input-type=module', '-e', program, root, own], home))
  expect(await Promise.all(loading)).toEqual(Array(4).fill({ code: 0, stderr: '' }))
  expect(await loadProject(root, { cache: true })).toStrictEqual(await loadProject(root))
  expect(readdirSync(join(root, '.meshroom/cache'))).toEqual(['manifests.json'])
})

function run(
  args: readonly string[],
  home: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, XDG_CACHE_HOME: home, NODE_NO_WARNINGS: '1' } })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })))
}
