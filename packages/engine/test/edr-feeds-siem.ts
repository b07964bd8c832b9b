import { MeshroomError } from '@meshroom/model'
import { planDown } from '../src/mesh/plan-down.ts'
import { planUp } from '../src/mesh/plan-up.ts'
import { type RunOptions, type RunReport, runPlan } from '../src/run/run-plan.ts'
import { type FakeHook, TestMesh } from './test-mesh.ts'

/** An EDR that sends events to a SIEM; each sets up and tears down its own side. */
export function edrFeedsSiem(): TestMesh {
  const mesh = new TestMesh().product('edr').product('siem')
  mesh.hook('edr', 'setup.producer', { topic: 'events' })
  mesh.hook('edr', 'teardown.producer', { topic: 'events' })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' })
  return mesh.instance('my-edr', 'edr').instance('my-siem', 'siem').plug('events', 'my-edr', 'my-siem')
}

/** Waits for nothing, at one moment. */
export const quick: RunOptions = {
  wait: async () => {},
  now: () => '2026-01-01T00:00:00.000Z',
  by: 'Ada <ada@soc.example>',
}

export async function up(mesh: TestMesh, options: RunOptions = {}): Promise<RunReport> {
  const opened = mesh.open()
  return runPlan(opened, await planUp(opened), { ...quick, ...options })
}

export async function down(mesh: TestMesh): Promise<RunReport> {
  const opened = mesh.open()
  return runPlan(opened, await planDown(opened), quick)
}

/** What the next `up` would do, as `setup my-siem: new`. */
export async function causes(mesh: TestMesh): Promise<string[]> {
  return (await planUp(mesh.open())).steps.map(({ action, instance, cause }) => `${action} ${instance}: ${cause}`)
}

/** A hook that fails with a code. */
export function failing(code: string, message = 'no'): FakeHook {
  return () => {
    throw new MeshroomError(code, message)
  }
}
