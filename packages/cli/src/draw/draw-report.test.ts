import type { Plan, PlanStep, RunReport } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawReport } from './draw-report.ts'
import { plain } from './paint.ts'

const plug = { source: 'myedr', destination: 'mysekoia', topic: 'events', mode: 'push' } as const
const step = (action: PlanStep['action']): PlanStep => ({
  id: action,
  action,
  plug,
  side: 'source',
  product: 'edr',
  instance: 'myedr',
  hook: 'products/edr/x.ts#x',
  title: action,
  cause: 'unplugged',
})
const plan = (action: Plan['action'], ...steps: PlanStep['action'][]): Plan => ({
  action,
  environment: 'default',
  filter: {},
  basis: '',
  steps: steps.map(step),
  unchanged: [],
  refused: [],
})
const done = (succeeded: string[]): RunReport => ({ succeeded, failed: [], skipped: [] })

test.each([
  [plan('up', 'setup'), '1 step done: the mesh is up.'],
  [plan('up', 'teardown'), '1 step done: what is no longer plugged is torn down.'],
  [plan('up', 'teardown', 'setup'), '2 steps done: the mesh is up.'],
  [plan('down', 'teardown'), '1 step done: the mesh is down.'],
])('%#: %o', (obeyed, line) => {
  expect(drawReport(done(obeyed.steps.map(({ id }) => id)), obeyed, plain)).toEqual([line])
})

test('a teardown that fails in an up is said to be no teardown', () => {
  const report = { ...done([]), failed: [{ step: 'teardown', plug, error: { code: 'HOOK_FAILED', message: '401' } }] }
  expect(drawReport(report, plan('up', 'teardown'), plain)).toContain(
    '  myedr-[events]->mysekoia is not down: HOOK_FAILED 401',
  )
})
