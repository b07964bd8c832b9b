import { beforeEach, expect, test } from 'vitest'
import { edrFeedsSiem, up } from '../../test/edr-feeds-siem.ts'
import type { TestMesh } from '../../test/test-mesh.ts'
import { planUp } from './plan-up.ts'
import { refreshPlan } from './refresh-plan.ts'

let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
})

const same = 'its steps are the same, but not what they are made from'

test.each<[string, (later: TestMesh) => unknown]>([
  ['settings, secrets or definitions', (later) => later.instance('my-siem', 'siem', { url: 'https://later' })],
  ['settings, secrets or definitions', (later) => later.product('siem', [], { extra: { tier: 2 } })],
  ['hook code', (later) => later.codeVersions.set('siem', 'v2')],
])('a plan whose steps are the same says what has changed: %s', async (what, change) => {
  const plan = await planUp(mesh.open())
  expect(await refreshPlan(mesh.open(), plan)).toEqual(plan)
  change(mesh)
  const error: unknown = await refreshPlan(mesh.open(), plan).catch((cause) => cause)
  expect(error).toMatchObject({
    code: 'PLAN_STALE',
    message: expect.stringMatching(new RegExp(`${same}: ${what}$`)),
  })
})

test('a plan whose steps are the same says where the state has changed', async () => {
  await up(mesh)
  const plan = await planUp(mesh.open())
  const [state] = mesh.states.values()
  if (state === undefined) throw new Error('not up')
  mesh.record({ ...state, outputs: { stream: 'other' } })
  await expect(refreshPlan(mesh.open(), plan)).rejects.toThrow(new RegExp(`${same}: what is recorded in state/$`))
})

test('of a plan that an older version has made, no more is said than that it is stale', async () => {
  const plan = { ...(await planUp(mesh.open())), basis: '0'.repeat(64) }
  await expect(refreshPlan(mesh.open(), plan)).rejects.toThrow(new RegExp(`${same}$`))
})
