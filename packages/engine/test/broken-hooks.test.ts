import { afterEach, beforeEach, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { describePlug } from '../src/mesh/describe-plug.ts'
import { planDown } from '../src/mesh/plan-down.ts'
import { planUp } from '../src/mesh/plan-up.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { unplugInstances } from '../src/mesh/unplug-instances.ts'
import { validateProject } from '../src/mesh/validate-project.ts'
import { adoptPlug } from '../src/state/adopt-plug.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'
import { edrAndSiem } from './edr-and-siem.ts'
import { failure } from './failure.ts'

let mesh: DiskMesh

beforeEach(async () => {
  mesh = await diskMesh({
    ...edrAndSiem,
    'products/tip/definition.yaml': 'name: tip\n',
    'products/tip/hooks.ts':
      "import { setup } from '@meshroom/hooks-sdk'\nexport const feed = setup.producer({ topic: 'events', ownsBoth: true }, async () => {})\n",
  })
  for (const product of ['edr', 'siem', 'tip'])
    await addInstance(await mesh.open(), { product, settings: product === 'edr' ? { url: 'https://a' } : {}, secrets })
  for (const source of ['edr', 'tip']) await plugInstances(await mesh.open(), { ...nothing, ...events, source })
})
afterEach(() => mesh[Symbol.asyncDispose]())

const secrets = { API_KEY: 'k' }
const nothing = { settings: {}, secrets: {} }
const events = { topic: 'events', destination: 'siem' }
const hooks = 'products/edr/hooks.ts'

/** What somebody left half written, in the third line. */
const halfWritten = "import { setup } from '@meshroom/hooks-sdk'\n\n  export const x = setup.producer(\n"
const refused = [
  { plug: { source: 'edr' }, code: 'HOOK_SYNTAX', message: expect.stringMatching(`^${hooks}:\\d+:\\d+: `) },
]

test('a plan names the place of a hook that cannot be read, and goes on with the other plugs', async () => {
  await mesh.write({ [hooks]: halfWritten })
  const plan = await planUp(await mesh.open())
  expect(plan.refused).toMatchObject(refused)
  expect(plan.steps.map(({ plug }) => plug.source)).toEqual(['tip', 'tip'])
})

test('so does plug, and validate says it once', async () => {
  await mesh.write({ [hooks]: halfWritten })
  await unplugInstances(await mesh.open(), { ...events, source: 'edr' })
  const again = plugInstances(await mesh.open(), { ...nothing, ...events, source: 'edr' })
  expect(await failure(again)).toMatchObject({ code: 'HOOK_SYNTAX', file: hooks, line: expect.any(Number) })
  const found = await validateProject(await mesh.open())
  expect(found.map(({ code, file }) => [code, file])).toEqual([['HOOK_SYNTAX', hooks]])
})

test('what is up is not forgotten where the hooks that undo it cannot be read', async () => {
  const before = await mesh.open()
  for (const plug of before.project.plugs) await before.states.write(adoptPlug(await describePlug(before, plug)))
  await mesh.write({ [hooks]: halfWritten })
  const plan = await planDown(await mesh.open(), { source: 'edr' })
  expect(plan.refused).toEqual([])
  await mesh.write({ 'products/siem/hooks.ts': halfWritten })
  const broken = await planDown(await mesh.open(), { source: 'edr' })
  expect(broken.steps).toEqual([])
  expect(broken.refused).toMatchObject([{ code: 'HOOK_SYNTAX' }])
})

test('hooks for another product are none of the plug', async () => {
  await mesh.write({
    'products/edr/integrations/tip/events_producer.yaml': '{}\n',
    'products/edr/integrations/tip/events_producer.ts': halfWritten,
  })
  expect((await planUp(await mesh.open())).refused).toEqual([])
})
