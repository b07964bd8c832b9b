import type { Plan, PlanStep, RunReport } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawReport, type EndedRun } from './draw-report.ts'
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
const lines = (report: RunReport, obeyed: Plan, outstanding: EndedRun['outstanding'] = []) =>
  drawReport({ report, plan: obeyed, outstanding }, plain)

test.each([
  [plan('up', 'setup'), '1 step done: the mesh is up.'],
  [plan('up', 'teardown'), '1 step done: what is no longer plugged is torn down.'],
  [plan('up', 'teardown', 'setup'), '2 steps done: the mesh is up.'],
  [plan('down', 'teardown'), '1 step done: the mesh is down.'],
  [{ ...plan('up', 'setup'), filter: { source: 'myedr' } }, '1 step done: the mesh is up.'],
  [{ ...plan('down', 'teardown'), filter: { source: 'myedr' } }, '1 step done: what was asked for is down.'],
  [{ ...plan('up', 'setup'), environment: 'lab' }, '1 step done: the mesh is up in lab.'],
])('%#: %o', (obeyed, line) => {
  expect(lines(done(obeyed.steps.map(({ id }) => id)), obeyed)).toEqual([line])
})

test('that the mesh is up is not said while a plug of it is not, whether it was asked for or not', () => {
  const outstanding = [
    { plug: { ...plug, topic: 'alerts' }, why: 'not set up' },
    { plug: { ...plug, topic: 'iocs' }, why: 'refused PLUG_NO_MATCH' },
  ]
  expect(lines(done(['setup']), plan('up', 'setup'), outstanding)).toEqual([
    '1 step done. The mesh is not up: 2 plugs are outstanding:',
    '  myedr-[alerts]->mysekoia not set up',
    '  myedr-[iocs]->mysekoia refused PLUG_NO_MATCH',
    'meshroom plan says why.',
  ])
  const many = Array.from({ length: 12 }, (_, index) => ({ plug: { ...plug, topic: `t${index}` }, why: 'not set up' }))
  expect(lines(done(['setup']), plan('up', 'setup'), many).at(-2)).toBe('  and 2 more')
})

const failure = (code: string) => ({ step: 'setup', plug, error: { code, message: '401' } })

test('a teardown that fails in an up is said to be no teardown', () => {
  const report = { ...done([]), failed: [{ ...failure('HOOK_FAILED'), step: 'teardown' }] }
  expect(lines(report, plan('up', 'teardown'))).toContain('  myedr-[events]->mysekoia is not down: HOOK_FAILED 401')
})

test('a cause says its place and how it is mended', () => {
  const { error, ...failed } = failure('HOOK_FAILED')
  const told = { ...error, hint: 'first\nthen', file: 'products/edr/h.ts', line: 2, column: 1 }
  const report = { ...done([]), failed: [{ ...failed, error: told }] }
  expect(lines(report, plan('up', 'setup')).slice(1, -1)).toEqual([
    '  myedr-[events]->mysekoia is not up: HOOK_FAILED 401',
    '    at products/edr/h.ts:2:1',
    '    try: first\n         then',
  ])
})

test('what a person has cut off is no fault to mend', () => {
  const report = { ...done([]), failed: [failure('STEP_CUT_OFF')] }
  const obeyed = { ...plan('up', 'setup'), filter: { source: 'myedr', exclude: [{ topic: 'iocs' }] } }
  expect(lines(report, obeyed)).toEqual([
    '0 steps done, 1 cut off, 0 skipped.',
    "Interrupted: meshroom up myedr --exclude '*/*/iocs' goes on; what is done is not done twice.",
  ])
})

test.each([
  [[plug], 'meshroom up myedr mysekoia events again'],
  [[{ ...plug, mode: 'pull' as const }], 'meshroom up myedr mysekoia events pull again'],
  [[plug, { ...plug, topic: 'iocs' }], 'meshroom up myedr --environment lab again'],
])('the command to go on is about what failed, or what was asked for (%#)', (plugs, command) => {
  const report = { ...done([]), failed: plugs.map((each) => ({ ...failure('HOOK_FAILED'), plug: each })) }
  const environment = plugs.length > 1 ? 'lab' : 'default'
  const drawn = lines(report, { ...plan('up', 'setup'), filter: { source: 'myedr' }, environment })
  expect(drawn.at(-1)).toContain(command)
})
