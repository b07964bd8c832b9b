import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addInstance, type EnginePorts, openMesh, planUp, plugInstances, runPlan } from '@meshroom/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { action, decide, format, id, module } from './catalogue/fixtures.ts'
import { type Emulator, startEmulator } from './emulator/start-emulator.ts'
import { openBench } from './hook-bench.ts'
import { apiKey } from './story.ts'

const configuration = {
  properties: { url: { type: 'string' }, token: { type: 'string' } },
  required: ['url', 'token'],
  secrets: ['token'],
}
const pulled = decide(
  {
    'Acme/manifest.json': module('acme', id(1), { configuration }),
    'Acme/action_isolate.json': action(id(2)),
    'Acme/connector_logs.json': {
      name: 'Logs',
      uuid: id(3),
      arguments: { properties: { frequency: { type: 'integer', default: 60 } } },
    },
  },
  {
    ...format('Acme/acme', {
      uuid: id(8),
      slug: 'acme',
      automation_module_uuid: id(1),
      automation_connector_uuid: id(3),
    }),
    ...format('Acme/fw', { uuid: id(9), slug: 'acme-fw', automation_module_uuid: id(1) }),
  },
)
const seed = {
  modules: [{ uuid: id(1), configuration }],
  actions: [{ uuid: id(2), slug: 'do_it', module_uuid: id(1) }],
  connectors: [{ uuid: id(3) }],
  formats: [
    { uuid: id(8), automation_module_uuid: id(1), automation_connector_uuid: id(3) },
    { uuid: id(9), automation_module_uuid: id(1), automation_connector_uuid: null },
  ],
}

let root: string
let emulator: Emulator
const secrets = new Map<string, string>()
const keyOf = (owner: object, name: string) => `${JSON.stringify(owner)} ${name}`
const ports: EnginePorts = {
  secrets: {
    get: async (owner, name) => secrets.get(keyOf(owner, name)),
    keys: async (owner) => {
      const place = keyOf(owner, '')
      return [...secrets.keys()].filter((key) => key.startsWith(place)).map((key) => key.slice(place.length))
    },
    set: async (owner, values) => {
      for (const [name, value] of Object.entries(values)) secrets.set(keyOf(owner, name), value)
    },
    forget: async (owner, names) => {
      for (const name of names) secrets.delete(keyOf(owner, name))
    },
    remove: async () => {},
  },
  prompter: {
    ask: async ({ message }) => {
      throw new Error(`nobody answers: ${message}`)
    },
  },
  emit: () => {},
}
const mesh = () => openMesh({ root, ports })

beforeAll(async () => {
  emulator = await startEmulator({ apiKey, seed })
  const bench = await openBench()
  await bench.host.close()
  root = bench.root
  for (const { path, data } of pulled.manifests) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), stringify(data))
  }
  await addInstance(await mesh(), {
    product: 'sekoia',
    name: 'soc',
    settings: emulator.settings,
    secrets: { API_KEY: apiKey },
  })
  await addInstance(await mesh(), {
    product: 'acme',
    settings: { url: 'https://acme.example' },
    secrets: { token: 'of-acme' },
  })
  await addInstance(await mesh(), { product: 'acme-fw', settings: {}, secrets: {} })
})

afterAll(async () => {
  await emulator.close()
  await rm(root, { recursive: true, force: true })
})

test('what a pull writes is read without a single diagnostic', async () => {
  const { project } = await mesh()
  expect(project.diagnostics.filter(({ file }) => !file.startsWith('products/sekoia/test/'))).toEqual([])
  expect(project.integrations).toHaveLength(5)
})

test('a pulled product is plugged and set up without a hook of its own: pushed events, pulled events and an action', async () => {
  const given = { settings: {}, secrets: { token: 'for-the-tenant' } }
  const none = { settings: {}, secrets: {} }
  const pushed = await plugInstances(await mesh(), { topic: 'events', source: 'acme-fw', destination: 'soc', ...none })
  const fetched = await plugInstances(await mesh(), {
    topic: 'events',
    source: 'acme',
    destination: 'soc',
    mode: 'pull',
    ...given,
  })
  const acted = await plugInstances(await mesh(), { topic: 'isolate', source: 'soc', destination: 'acme', ...given })
  for (const { sides } of [pushed, fetched, acted]) {
    expect(sides.filter(({ hooks }) => hooks.length > 0).map(({ product }) => product)).toEqual(['sekoia'])
  }
  const plan = await planUp(await mesh())
  expect(plan.refused).toEqual([])
  const report = await runPlan(await mesh(), plan)
  expect(report).toMatchObject({ failed: [], skipped: [] })
  expect([...emulator.tenant.intakes.values()].map(({ format_uuid }) => format_uuid).sort()).toEqual([id(8), id(9)])
  const values = [...emulator.tenant.configurations.values()].map(({ value }) => value)
  expect(values).toEqual([
    { url: 'https://acme.example', token: 'for-the-tenant' },
    { url: 'https://acme.example', token: 'for-the-tenant' },
  ])
  expect((await planUp(await mesh())).steps).toEqual([])
})
