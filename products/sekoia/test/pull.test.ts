import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pullCatalogue } from '../pull.ts'
import { action, type CatalogueFiles, format, id, module, textOf } from './catalogue/fixtures.ts'
import { type FakeContext, fakeContext } from './fake-context.ts'
import { listBelow } from './fake-files.ts'
import { git } from './fake-git.ts'

const library: CatalogueFiles = {
  'README.md': 'about',
  'Acme EDR/manifest.json': module('acme', id(1), {
    configuration: {
      properties: { url: { type: 'string' }, code: { type: 'string' } },
      required: ['url'],
      secrets: ['code'],
    },
  }),
  'Acme EDR/action_acme_isolate.json': action(id(2)),
  'Acme EDR/trigger_alert.json': { name: 'Alert', uuid: id(3) },
  'Acme EDR/connector_logs.json': { name: 'Logs', uuid: id(3), arguments: {} },
}
const formats: CatalogueFiles = {
  ...format('Acme/acme', {
    uuid: id(8),
    slug: 'acme',
    automation_module_uuid: id(1),
    automation_connector_uuid: id(3),
  }),
  ...format('Acme/fire wall', { uuid: id(9), slug: 'acme-fw', automation_module_uuid: id(1) }),
}

let context: FakeContext
let forge: string

beforeEach(async () => {
  context = await fakeContext()
  forge = await mkdtemp(join(tmpdir(), 'sekoia-catalogue-'))
  for (const name of ['library', 'formats']) await git(forge, 'init', '--quiet', '--initial-branch=main', name)
  await commit('library', library)
  await commit('formats', formats)
})

afterEach(async () => {
  await rm(context.root, { recursive: true, force: true })
  await rm(forge, { recursive: true, force: true })
})

async function commit(name: string, files: CatalogueFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(forge, name, path)), { recursive: true })
    await writeFile(join(forge, name, path), textOf(content))
  }
  await git(join(forge, name), 'add', '--all')
  await git(join(forge, name), 'commit', '--quiet', '-m', 'changed')
}

const settings = () => ({ automation_library_url: join(forge, 'library'), intake_formats_url: join(forge, 'formats') })
const pullNow = () => pullCatalogue.run({ ...context, settings: settings() })
const fileAt = (path: string) => readFile(join(context.root, 'products', path), 'utf8')

async function everything(): Promise<Record<string, string>> {
  const paths = await listBelow(join(context.root, 'products'))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await fileAt(path)] as const)))
}

test('a pull of two repositories makes products and integrations on both sides', async () => {
  const result = await pullNow()
  expect(Object.keys(await everything())).toEqual([
    'acme-fw/definition.yaml',
    'acme-fw/integrations/sekoia/events_producer.yaml',
    'acme/definition.yaml',
    'acme/integrations/sekoia/isolate_executor.yaml',
    'sekoia/integrations/acme-fw/events_consumer.yaml',
    'sekoia/integrations/acme/events_consumer_pull.yaml',
    'sekoia/integrations/acme/isolate_trigger.yaml',
  ])
  expect(result).toMatchObject({ products: 2, integrations: 3 })
  expect(result.skipped).toEqual([
    {
      item: '1 trigger_*.json of the automation library',
      reason: expect.stringContaining('nothing that another product'),
    },
  ])
  expect(await fileAt('acme/definition.yaml')).toContain('secret: true')
})

test('a second pull changes no byte', async () => {
  await pullNow()
  const before = await everything()
  const result = await pullNow()
  expect(await everything()).toEqual(before)
  expect(result.summary).toContain('0 files created, 0 updated, 7 as they were')
})

test('what changed in the catalogue is updated, and what a person changed is kept', async () => {
  await pullNow()
  const edited = (await fileAt('acme/definition.yaml'))
    .replace('About acme', 'Our own words')
    .concat('# a note of ours\n')
  await writeFile(join(context.root, 'products/acme/definition.yaml'), edited)
  await commit('library', {
    'Acme EDR/manifest.json': module('acme', id(1), { description: 'New words', categories: ['Endpoint'] }),
  })
  const result = await pullNow()
  const now = await fileAt('acme/definition.yaml')
  expect(now).toContain('Our own words')
  expect(now).toContain('# a note of ours')
  expect(now).toContain('Endpoint')
  expect(result.summary).toContain('1 values kept as a person changed them')
})

test('what is new in the catalogue comes with the next pull', async () => {
  await pullNow()
  await commit('library', { 'Acme EDR/action_scan.json': action(id(5)) })
  expect(await pullNow()).toMatchObject({ integrations: 4 })
  expect(await fileAt('sekoia/integrations/acme/scan_trigger.yaml')).toContain(id(5))
})

test('an empty setting of a catalogue is said by its name', async () => {
  const without = { ...settings(), intake_formats_url: '' }
  await expect(pullCatalogue.run({ ...context, settings: without })).rejects.toThrow(
    'the setting intake_formats_url is empty',
  )
})
