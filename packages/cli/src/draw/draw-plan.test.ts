import type { Plan, PlanStep } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawPlan, summarizePlan } from './draw-plan.ts'
import { plain } from './paint.ts'

const plug = { source: 'myedr', destination: 'mysekoia', topic: 'events', mode: 'push' } as const
const step = (side: PlanStep['side'], title: string): PlanStep => ({
  id: `${side}/${title}`,
  action: 'setup',
  plug,
  side,
  product: 'sekoia',
  instance: side === 'source' ? 'myedr' : 'mysekoia',
  hook: 'products/sekoia/x.ts#x',
  title,
  cause: 'new',
})
const empty: Plan = {
  action: 'up',
  environment: 'default',
  filter: {},
  basis: '',
  steps: [],
  unchanged: [],
  refused: [],
}

test('steps stand below their plug, each with its cause', () => {
  const plan: Plan = {
    ...empty,
    steps: [step('destination', 'create the intake'), step('source', 'forward events')],
    unchanged: [{ ...plug, topic: 'alerts' }],
    refused: [{ plug: { ...plug, topic: 'iocs' }, code: 'PLUG_NO_MATCH', message: 'no setup', hint: 'meshroom plug' }],
  }
  expect(drawPlan(plan, plain)).toEqual([
    'myedr-[events]->mysekoia',
    '  + setup on mysekoia: create the intake (new)',
    '  + setup on myedr: forward events (new)',
    'myedr-[iocs]->mysekoia refused PLUG_NO_MATCH no setup',
    '  try: meshroom plug',
    '1 plug to set up, 1 plug refused, 1 plug already up.',
  ])
})

test.each<[Partial<Plan>, string]>([
  [{}, 'Nothing to do: there is no plug.'],
  [{ filter: { exclude: [{ topic: 'events' }] } }, 'Nothing to do: no plug is left by what was asked for.'],
  [{ action: 'down' }, 'Nothing to do: no plug is up.'],
  [{ action: 'down', filter: { source: 'myedr' } }, 'Nothing to do: none of these plugs is up.'],
  [{ unchanged: [plug] }, 'Nothing to do: 1 plug already up.'],
  [{ action: 'down', unchanged: [plug, plug] }, 'Nothing to do: 2 plugs already down.'],
  [{ steps: [{ ...step('source', 'x'), action: 'teardown' }] }, '1 plug to tear down.'],
])('%o', (part, summary) => {
  expect(summarizePlan({ ...empty, ...part })).toBe(summary)
})

test('an environment other than the default is named', () => {
  expect(drawPlan({ ...empty, environment: 'lab', unchanged: [plug] }, plain)).toEqual([
    'environment lab',
    'Nothing to do: 1 plug already up.',
  ])
})
