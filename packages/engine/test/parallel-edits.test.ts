import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { adoptPlugs } from '../src/mesh/adopt-plugs.ts'
import { configureInstance } from '../src/mesh/configure-instance.ts'
import { createCapability } from '../src/mesh/create-capability.ts'
import { createIntegration } from '../src/mesh/create-integration.ts'
import { createProduct } from '../src/mesh/create-product.ts'
import type { Mesh } from '../src/mesh/mesh.ts'
import { planUp } from '../src/mesh/plan-up.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { removeInstance } from '../src/mesh/remove-instance.ts'
import { unplugInstances } from '../src/mesh/unplug-instances.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'
import { edrAndSiem } from './edr-and-siem.ts'

let mesh: DiskMesh
beforeEach(async () => {
  mesh = await diskMesh(edrAndSiem)
})
afterEach(() => mesh[Symbol.asyncDispose]())

const nothing = { settings: {}, secrets: {} }
const edr = { settings: { url: 'https://a' }, secrets: { API_KEY: 'k' } }
const events = { topic: 'events', source: 'edr', destination: 'siem' }
const topics = ['t1', 't2', 't3', 't4', 't5', 't6']

/** Does the same of several commands at once, each with the project as it was before any of them; says how each ended. */
async function atOnce(acts: readonly ((mesh: Mesh) => Promise<unknown>)[]): Promise<string[]> {
  const opened = await Promise.all(acts.map(() => mesh.open()))
  const ends = await Promise.allSettled(acts.map((act, index) => act(opened[index]!)))
  return ends.map((end) => (end.status === 'fulfilled' ? 'done' : String(end.reason.code))).sort()
}

const six = (act: (mesh: Mesh) => Promise<unknown>) => topics.map(() => act)
const onlyOne = (code: string) => [...Array(5).fill(code), 'done']

test('capabilities that are declared at once are all in the file', async () => {
  const create = (topic: string) => (at: Mesh) => createCapability(at, { product: 'edr', topic, role: 'producer' })
  expect(await atOnce(topics.map(create))).toEqual(Array(6).fill('done'))
  const { capabilities } = (await mesh.open()).project.products.get('edr')!
  expect(capabilities.map(({ topic }) => topic).sort()).toEqual(['events', ...topics])
})

test('what is adopted is the project as it is once the lock is held, not as it was before the wait', async () => {
  await addInstance(await mesh.open(), { ...edr, product: 'edr', name: 'edr' })
  await addInstance(await mesh.open(), { ...nothing, product: 'siem', name: 'siem' })
  await plugInstances(await mesh.open(), { ...events, ...nothing })
  const [waiting, other] = [await mesh.open(), await mesh.open()]
  let adopted: Promise<unknown> | undefined
  await other.lock.hold('a test', async () => {
    adopted = adoptPlugs(waiting, {}, { lockTimeoutMs: 10_000 })
    await configureInstance(other, { ...nothing, name: 'edr', settings: { url: 'https://b' } })
  })
  await adopted
  expect(await mesh.read('state/default/edr/siem/events.json')).toContain('https://b')
  expect((await planUp(await mesh.open())).steps).toEqual([])
})

test('so are those that processes of their own declare', async () => {
  const program = `
    import { createCapability, openMesh } from '@meshroom/engine'
    const ports = { emit: () => {}, prompter: {}, secrets: {} }
    await createCapability(await openMesh({ root: process.argv[1], ports }), { product: 'edr', topic: process.argv[2], role: 'producer' })`
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const run = (topic: string) =>
    promisify(execFile)(
      process.execPath,
      ['--conditions=@meshroom/source', '--input-type=module', '-e', program, mesh.root, topic],
      { cwd },
    )
  await Promise.all(topics.map(run))
  const { capabilities } = (await mesh.open()).project.products.get('edr')!
  expect(capabilities.map(({ topic }) => topic).sort()).toEqual(['events', ...topics])
}, 60_000)

test('integrations that are created at once declare on both products what they need', async () => {
  const create = (topic: string) => (at: Mesh) =>
    createIntegration(at, { product: 'siem', target: 'edr', topic, role: 'trigger' })
  expect(await atOnce(topics.map(create))).toEqual(Array(6).fill('done'))
  const { products } = (await mesh.open()).project
  const declared = (name: string, role: string) =>
    products
      .get(name)!
      .capabilities.filter((each) => each.role === role)
      .map(({ topic }) => topic)
      .sort()
  expect(declared('siem', 'trigger')).toEqual(topics)
  expect(declared('edr', 'executor')).toEqual(topics)
})

test('of several under one name, one is made and the others are told', async () => {
  expect(await atOnce(six((at) => createProduct(at, { name: 'q', files: {} })))).toEqual(onlyOne('PRODUCT_EXISTS'))
  expect(await atOnce(six((at) => addInstance(at, { product: 'edr', ...edr })))).toEqual(onlyOne('INSTANCE_EXISTS'))
  expect(await atOnce(six((at) => addInstance(at, { product: 'edr', name: 'siem', ...edr })))).toEqual(
    onlyOne('INSTANCE_EXISTS'),
  )
})

test('the same plug is made once and removed once', async () => {
  await addInstance(await mesh.open(), { product: 'edr', ...edr })
  await addInstance(await mesh.open(), { product: 'siem', ...nothing })
  expect(await atOnce(six((at) => plugInstances(at, { ...events, ...nothing })))).toEqual(onlyOne('PLUG_EXISTS'))
  expect(await atOnce(six((at) => unplugInstances(at, events)))).toEqual(onlyOne('PLUG_UNKNOWN'))
  expect(await atOnce(six((at) => removeInstance(at, { name: 'edr' })))).toEqual(onlyOne('INSTANCE_UNKNOWN'))
})

test('what was removed while a person was asked is not made again by their answer', async () => {
  await addInstance(await mesh.open(), { product: 'edr', ...edr })
  const opened = await mesh.open()
  const stale: Mesh = {
    ...opened,
    ports: {
      ...opened.ports,
      prompter: {
        ask: async (request) => {
          if ((await mesh.open()).project.instances.has('edr')) await removeInstance(await mesh.open(), { name: 'edr' })
          return /level/.test(JSON.stringify(request)) ? '5' : 'https://b'
        },
      },
    },
  }
  await expect(configureInstance(stale, { name: 'edr', ...nothing })).rejects.toMatchObject({
    code: 'INSTANCE_UNKNOWN',
  })
  expect((await mesh.open()).project.instances.size).toBe(0)
})
