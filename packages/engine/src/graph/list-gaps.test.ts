import type { Capability } from '@meshroom/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TestMesh } from '../../test/test-mesh.ts'
import { plugQuestion } from '../mesh/describe-plug.ts'
import { listPairings } from '../mesh/weigh-offers.ts'
import { listGaps } from './list-gaps.ts'

const say = async (mesh: TestMesh, topic?: string) =>
  (await listGaps(mesh.open(), { between: ['edr', 'siem'], ...(topic !== undefined && { topic }) })).map(
    ({ source, destination, topic: flow, missing }) =>
      `${source}-[${flow}]->${destination}: ${missing.map(({ command, write }) => write ?? command?.join(' ')).join('; ')}`,
  )

test('what is set up on both ends, or by one for both, has no gap', async () => {
  const mesh = new TestMesh().product('edr', ['produces events']).product('siem', ['consumes events'])
  mesh.hook('siem', 'setup.consumer', { topic: 'events', ownsBoth: true })
  expect(await say(mesh)).toEqual([])
})

test('a hook for both ends is one thing less than one on each', async () => {
  const mesh = new TestMesh().product('edr', ['produces events']).product('siem', ['consumes events'])
  expect(await say(mesh)).toEqual([
    'edr-[events]->siem: create integration edr siem events producer',
    'edr-[events]->siem: create integration siem edr events consumer',
    'edr-[events]->siem: create integration edr siem events producer; create integration siem edr events consumer',
  ])
})

test('where the manifest is there, its hook is to be written', async () => {
  const mesh = new TestMesh().product('edr', ['produces events']).product('siem', ['consumes events'])
  mesh.hook('edr', 'setup.producer', { topic: 'events', mode: 'push' })
  const { file } = mesh.integration('siem', 'edr', 'events_consumer')
  expect(await say(mesh)).toEqual([`edr-[events]->siem: ${file.replace('.yaml', '.ts')}`])
})

test('a setup hook of a product stands for a capability that it does not declare', async () => {
  const mesh = new TestMesh().product('edr', ['executes contain']).product('siem')
  mesh.hook('siem', 'setup.trigger', { ownsBoth: true })
  expect(await say(mesh, 'contain')).not.toContainEqual(expect.stringContaining('siem-[contain]->edr'))
})

test('what any product names as data is no action, whatever another can trigger', async () => {
  const mesh = new TestMesh()
    .product('edr', ['produces events', 'executes contain'])
    .product('siem', ['consumes events', 'consumes alerts', 'triggers'])
    .product('soar', ['consumes cases', 'executes notify'])
  const roles = async (topic?: string) =>
    (await listGaps(mesh.open(), { between: ['edr', 'siem'], ...(topic !== undefined && { topic }) })).flatMap((gap) =>
      gap.missing.filter(({ kind }) => kind === 'capability').map((part) => `${part.role} of ${part.topic}`),
    )
  expect(new Set(await roles())).toEqual(new Set(['producer of alerts']))
  expect(new Set(await roles('cases'))).toEqual(new Set(['producer of cases', 'consumer of cases']))
  expect(new Set(await roles('notify'))).toEqual(new Set(['executor of notify', 'trigger of notify']))
})

test('what the same commands mend is said once', async () => {
  const deny = (object: string) =>
    ({ role: 'executor', topic: 'deny', mode: 'push', constraints: { object } }) satisfies Capability
  const mesh = new TestMesh().product('edr', [], { capabilities: [deny('ip'), deny('url')] }).product('siem')
  const lines = await say(mesh, 'deny')
  expect(lines.length).toBeGreaterThan(0)
  expect(new Set(lines).size).toBe(lines.length)
})

test.each([
  ['nobody', 'PRODUCT_UNKNOWN'],
  ['edr', 'PRODUCTS_EQUAL'],
])('edr and %s: %s', async (other, code) => {
  const mesh = new TestMesh().product('edr').product('siem').open()
  await expect(listGaps(mesh, { between: ['edr', other] })).rejects.toMatchObject({ code })
})

const capability = fc
  .record({
    verb: fc.constantFrom('produces', 'consumes', 'triggers', 'executes'),
    topic: fc.constantFrom(' alerts', ' contain', ''),
  })
  .map(({ verb, topic }) => `${verb}${topic}`)
const hook = fc.record({
  factory: fc.constantFrom('setup', 'setup.producer', 'setup.consumer', 'setup.trigger', 'setup.executor'),
  options: fc.record(
    {
      topic: fc.constantFrom('alerts', 'contain'),
      mode: fc.constantFrom('push' as const, 'pull' as const),
      format: fc.constantFrom('ocsf', 'ecs'),
      ownsBoth: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
})
const product = fc.record({
  capabilities: fc.array(capability, { maxLength: 3 }),
  hooks: fc.array(hook, { maxLength: 2 }),
})

test('a flow has a gap exactly where no plug can be made for it', async () => {
  await fc.assert(
    fc.asyncProperty(product, product, fc.constantFrom('alerts', 'contain'), async (left, right, topic) => {
      const mesh = new TestMesh()
      for (const [name, { capabilities, hooks }] of Object.entries({ edr: left, siem: right })) {
        mesh.product(name, capabilities).instance(name, name)
        for (const { factory, options } of hooks) mesh.hook(name, factory, options)
      }
      const opened = mesh.open()
      const gaps = await listGaps(opened, { between: ['edr', 'siem'], topic })
      for (const [source, destination] of [
        ['edr', 'siem'],
        ['siem', 'edr'],
      ] as const) {
        const ways = listPairings(await plugQuestion(opened, { topic, source, destination }))
        expect(gaps.some((gap) => gap.source === source)).toBe(ways.length === 0)
      }
    }),
    { numRuns: 400 },
  )
})
