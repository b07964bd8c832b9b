import { MeshroomError } from '@meshroom/model'
import { beforeEach, expect, test } from 'vitest'
import { causes, edrFeedsSiem, up } from '../../test/edr-feeds-siem.ts'
import type { TestMesh } from '../../test/test-mesh.ts'
import type { EnginePorts } from '../ports.ts'
import { runPlan } from '../run/run-plan.ts'
import { planDown } from './plan-down.ts'
import { planUp } from './plan-up.ts'

const secret = { name: 'API_KEY', type: 'string', nullable: false, required: true, secret: true } as const

/** Beside the plug into a SIEM that has a key, one into another SIEM that needs none. */
let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
    .product('siem', [], { settings: [secret] })
    .product('tip')
    .instance('my-tip', 'tip')
  mesh.hook('tip', 'setup.consumer', { topic: 'events' })
  mesh.plug('events', 'my-edr', 'my-tip')
})

const owner = 'instance siem/my-siem'
const refused = [
  {
    plug: { source: 'my-edr', destination: 'my-siem', topic: 'events', mode: 'push' },
    code: 'SECRET_MISSING',
    message: 'API_KEY of my-siem has no value',
    hint: 'meshroom configure my-siem -s API_KEY',
  },
]

/** A mesh whose secret store is another. */
function openWith(secrets: Partial<EnginePorts['secrets']>) {
  const opened = mesh.open()
  return { ...opened, ports: { ...opened.ports, secrets: { ...opened.ports.secrets, ...secrets } } }
}

test('a plug whose secret was never set is refused before anything is done; the others go on', async () => {
  expect((await planUp(mesh.open())).refused).toEqual(refused)
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-tip', 'setup my-edr'])
})

test('so is one that is up, once its secret is gone: that is no change of it', async () => {
  mesh.secrets.set(owner, { API_KEY: 'k' })
  await up(mesh)
  mesh.secrets.set(owner, {})
  expect((await planUp(mesh.open())).refused).toEqual(refused)
  expect(await causes(mesh)).toEqual([])
  expect((await planDown(mesh.open())).refused).toEqual([])
})

test('a setting of the plug itself is named by the words of the plug', async () => {
  mesh.secrets.set(owner, { API_KEY: 'k' })
  mesh.integration('siem', 'edr', 'events_consumer', { settings: [{ ...secret, name: 'TOKEN' }] })
  expect((await planUp(mesh.open())).refused).toMatchObject([
    { code: 'SECRET_MISSING', hint: 'meshroom configure my-edr my-siem events -s TOKEN' },
  ])
})

test('what may be left out is not missed, and what has no digest may have a value', async () => {
  mesh.product('siem', [], { settings: [{ ...secret, required: false }] })
  expect((await planUp(mesh.open())).refused).toEqual([])
  mesh.product('siem', [], { settings: [secret] })
  const unsigned = openWith({ digests: async () => ({}), keys: async () => ['API_KEY'] })
  expect((await planUp(unsigned)).refused).toEqual([])
})

test('a vault that cannot be opened hides nothing else, is tried once, and is said once with its hint', async () => {
  mesh.instance('my-other', 'siem').plug('events', 'my-edr', 'my-other')
  let tries = 0
  const shut = async () => {
    tries++
    throw new MeshroomError('PASSPHRASE_WRONG', 'that is not it', { hint: 'set MESHROOM_PASSPHRASE' })
  }
  const plan = await planUp(openWith({ digests: shut, keys: shut }))
  expect(plan.refused).toEqual([])
  expect(plan.steps).toHaveLength(6)
  expect(tries).toBe(1)
  expect(mesh.events).toEqual([expect.objectContaining({ type: 'warning', hint: 'set MESHROOM_PASSPHRASE' })])
})

test('where the vault cannot be opened no step begins and nothing is recorded, unless none needs it', async () => {
  mesh.secrets.set(owner, { API_KEY: 'k' })
  const plan = await planUp(mesh.open())
  const shut = async () => Promise.reject(new MeshroomError('VAULT_DAMAGED', 'cut off'))
  const failing = openWith({ digests: shut, keys: shut })
  const run = failing.lock.hold('up', () => runPlan(failing, plan))
  await expect(run).rejects.toMatchObject({ code: 'VAULT_DAMAGED' })
  expect(mesh.calls).toEqual([])
  expect(mesh.states.size).toBe(0)
  const steps = plan.steps.filter(({ plug }) => plug.destination === 'my-tip')
  await failing.lock.hold('up', () => runPlan(failing, { ...plan, steps }))
  expect(mesh.calls).toEqual(['setup my-tip', 'setup my-edr'])
})
