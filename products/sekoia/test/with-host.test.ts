import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { JsonValue, WatchRecord } from '@meshroom/hooks-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { action, type CatalogueFiles, format, id, module, textOf } from './catalogue/fixtures.ts'
import { type Emulator, startEmulator } from './emulator/start-emulator.ts'
import { fakeIntegration } from './fake-context.ts'
import { listBelow } from './fake-files.ts'
import { git } from './fake-git.ts'
import { type HookBench, openBench } from './hook-bench.ts'
import { apiKey, lineOf } from './story.ts'

let bench: HookBench
let emulator: Emulator
let forge: string

const catalogue: Record<string, CatalogueFiles> = {
  library: { 'Acme/manifest.json': module('acme', id(1)), 'Acme/action_isolate.json': action(id(2)) },
  formats: format('Acme/fw', { uuid: id(9), slug: 'acme-fw', automation_module_uuid: id(1) }),
}

beforeAll(async () => {
  emulator = await startEmulator({ apiKey })
  bench = await openBench()
  bench.secrets.set('instance API_KEY', apiKey)
  forge = await mkdtemp(join(tmpdir(), 'sekoia-forge-'))
  for (const [name, files] of Object.entries(catalogue)) {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(forge, name, path)), { recursive: true })
      await writeFile(join(forge, name, path), textOf(content))
    }
    await git(join(forge, name), 'init', '--quiet', '--initial-branch=main')
    await git(join(forge, name), 'add', '--all')
    await git(join(forge, name), 'commit', '--quiet', '-m', 'first')
  }
  await git(forge, 'clone', '--quiet', '--bare', 'library', 'fork.git')
})

afterAll(async () => {
  await bench.host.close()
  await emulator.close()
  await rm(bench.root, { recursive: true, force: true })
  await rm(forge, { recursive: true, force: true })
})

const settings = () => ({
  ...emulator.settings,
  automation_library_url: join(forge, 'library'),
  intake_formats_url: join(forge, 'formats'),
  automation_library_fork: join(forge, 'fork.git'),
  actions_repository: bench.root,
})
const instance = () => ({ name: 'mysekoia', product: 'sekoia', settings: settings() })
const eventsPlug = {
  source: 'myedr',
  destination: 'mysekoia',
  topic: 'events',
  mode: 'push',
  settings: {},
  outputs: {},
} as const
const actionPlug = { ...eventsPlug, source: 'mysekoia', destination: 'myedr', topic: 'search_threat' } as const

test('every hook is found without running it, and no file of the product is taken for one by mistake', () => {
  expect(bench.manifest.diagnostics).toEqual([])
  expect(
    bench.manifest.hooks.map(({ file, kind, role }) =>
      [file.replace('products/sekoia/', ''), kind, role ?? ''].join(' ').trim(),
    ),
  ).toEqual([
    'produce-events.ts produce',
    'publish-intake-format.ts publish consumer',
    'publish-playbook-action.ts publish trigger',
    'pull.ts pull',
    'run-workflow.ts execute',
    'run-workflow.ts trigger',
    'scaffold-intake-format.ts scaffold consumer',
    'scaffold-playbook-action.ts scaffold trigger',
    'setup-events-intake.ts setup consumer',
    'setup-events-intake.ts teardown consumer',
    'setup-events-intake.ts check consumer',
    'setup-playbook-action.ts check trigger',
    'setup-playbook-action.ts setup trigger',
    'setup-playbook-action.ts teardown trigger',
    'trigger-action.ts trigger',
    'watch-events.ts watch',
  ])
})

test('pull, in its own process, twice: the second changes no byte', async () => {
  const result = await bench.run('pullCatalogue', { settings: settings() })
  expect(result).toMatchObject({ products: 2, integrations: 2 })
  const manifests = async () => {
    const paths = (await listBelow(join(bench.root, 'products'))).filter((path) =>
      /^(?!sekoia\/(test|templates))[^/]+\/.*\.yaml$/.test(path),
    )
    return Promise.all(paths.map(async (path) => [path, await readFile(join(bench.root, 'products', path), 'utf8')]))
  }
  const before = await manifests()
  expect(before).toHaveLength(7)
  await bench.run('pullCatalogue', { settings: settings() })
  expect(await manifests()).toEqual(before)
})

test('events: set up, produced, watched as received, torn down', async () => {
  const plain = { integration: fakeIntegration({}), instance: instance(), plug: eventsPlug }
  await bench.run('createIntake', plain)
  expect(bench.secrets.get('plug intake_key')).toBeDefined()
  const batch = Array.from({ length: 120 }, (_, index) => `{"n":${index}}`)
  const play = { instance: instance(), plug: eventsPlug, topic: 'events' }
  expect(await bench.run('sendToIntake', { ...play, batch })).toEqual({ accepted: 120, rejected: [] })
  const records: WatchRecord[] = []
  const since = new Date(Date.now() - 60_000).toISOString()
  for await (const record of bench.host.stream(bench.hook('watchIntake'), bench.input({ ...play, since }))) {
    records.push(record)
    if (records.length === 120) break
  }
  expect(records.map(({ event }) => lineOf(event))).toEqual(batch)
  await bench.run('deleteIntake', plain)
  expect(emulator.tenant.intakes.size).toBe(0)
  expect(bench.secrets.has('plug intake_key')).toBe(false)
})

test('an action: scaffolded, installed from git, triggered, published to a fork', async () => {
  const folder = 'products/sekoia/integrations/myedr'
  const integration = fakeIntegration({ role: 'trigger', topic: 'search_threat' })
  await bench.run('scaffoldAction', { integration })
  const text = await readFile(join(bench.root, folder, 'search_threat_trigger.yaml'), 'utf8')
  const manifest: Record<string, JsonValue> = parse(text)
  await git(bench.root, 'init', '--quiet', '--initial-branch=main')
  await git(bench.root, 'add', 'products')
  await git(bench.root, 'commit', '--quiet', '-m', 'with an action')
  const side = { integration: { ...integration, manifest }, instance: instance(), plug: actionPlug }
  await bench.run('installAction', side)
  const result = await bench.run('runAction', { ...side, topic: 'search_threat', arguments: { query: 'malware.exe' } })
  expect(result).toMatchObject({ status: 'finished', results: { arguments: { query: 'malware.exe' } } })
  const published = await bench.run('publishAction', {
    integration: { ...integration, manifest },
    settings: settings(),
  })
  expect(published).toMatchObject({ message: expect.stringContaining('pushed branch meshroom/myedr-search-threat') })
  expect(await git(join(forge, 'fork.git'), 'ls-tree', '--name-only', 'meshroom/myedr-search-threat')).toContain(
    'MyedrSearchThreat',
  )
  await bench.run('releaseAction', side)
})
