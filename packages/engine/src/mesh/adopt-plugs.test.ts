import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type DiskMesh, diskMesh } from '../../test/disk-mesh.ts'
import { renderEntry } from '../journal/journal-entry.ts'
import { settlePlan } from '../run/run-plan.ts'
import { recordBegun } from '../state/record-step.ts'
import { type AdoptedPlugs, adoptPlugs } from './adopt-plugs.ts'
import { gatherFacts } from './gather-facts.ts'
import { planUp } from './plan-up.ts'

let mesh: DiskMesh

beforeEach(async () => {
  mesh = await diskMesh({
    'products/siem/definition.yaml': 'name: siem\n',
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer('events', async () => {})
`,
    'products/edr/definition.yaml': 'name: edr\nproduces:\n  events: [{}]\n',
    'products/edr/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const forward = setup.producer('events', async () => {})
`,
    'instances/siem/siem/config.yaml': '{}\n',
    'instances/edr/edr/config.yaml': '{}\n',
    'instances/edr/edr/plugs/siem/events.yaml': '{}\n',
  })
  onTestFinished(() => mesh[Symbol.asyncDispose]())
})

/** What a process leaves that is killed while the first step of the plug runs. */
async function killedUp(): Promise<void> {
  const opened = await mesh.open()
  const [plug] = (await gatherFacts(opened, {})).desired
  const [step] = plug?.steps ?? []
  if (plug === undefined || step === undefined) throw new Error('nothing to set up')
  const at = '2026-01-01T00:00:00.000Z'
  const outputs = { values: {}, names: new Set<string>() }
  const state = recordBegun(undefined, { desired: plug, step, outputs, by: 'Ada', at })
  const begun = { kind: 'begin', run: 'killed', step: 'the first', plug: plug.plug, at, base: '', state } as const
  await mesh.write({ '.meshroom/journal/default.ndjson': renderEntry(begun) })
}

async function adopt(
  options: { readonly dryRun?: boolean } = {},
): Promise<Partial<Record<keyof AdoptedPlugs, number>>> {
  const found = await adoptPlugs(await mesh.open(), {}, { by: 'Bob', ...options })
  const counts = Object.entries(found).map(([how, plugs]) => [how, plugs.length] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

const cutOffs = () => mesh.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []))

test('adopting settles what a killed run has left: nothing is left to do, and later runs know nothing of it', async () => {
  await killedUp()
  expect(await adopt({ dryRun: true })).toEqual({ settled: 1 })
  expect(cutOffs()).toEqual([])
  expect(await adopt()).toEqual({ settled: 1 })
  expect(cutOffs()).toEqual([expect.stringContaining('an earlier run was cut off in the first')])
  const opened = await mesh.open()
  const plan = await planUp(opened)
  expect(plan.steps).toEqual([])
  await settlePlan(opened, plan)
  expect(cutOffs()).toHaveLength(1)
  expect(await adopt()).toEqual({ known: 1 })
})
