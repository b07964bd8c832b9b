import type { EngineEvent } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawEvent } from './draw-event.ts'
import { plain } from './paint.ts'

const plug = { source: 'myedr', destination: 'mysekoia', topic: 'events', mode: 'push' } as const
const step = { step: 's', plug, title: 'create the intake' }

const draw = (event: EngineEvent, options: { live?: boolean; debug?: boolean } = {}) =>
  drawEvent(event, { paint: plain, live: false, debug: false, ...options })

test.each<[EngineEvent, string[]]>([
  [{ type: 'run-started', action: 'up', steps: 1 }, ['up: 1 step']],
  [{ type: 'step-started', ...step }, ['→ myedr-[events]->mysekoia  create the intake']],
  [{ type: 'step-succeeded', ...step, durationMs: 1234 }, ['✓ myedr-[events]->mysekoia  create the intake  1.2 s']],
  [
    { type: 'step-failed', ...step, error: { code: 'HOOK_FAILED', message: '401', hint: 'check API_KEY' } },
    ['✗ myedr-[events]->mysekoia  create the intake: HOOK_FAILED 401', '  try: check API_KEY'],
  ],
  [
    {
      type: 'step-failed',
      ...step,
      error: { code: 'X', message: 'no', file: 'products/siem/h.ts', line: 3, column: 7 },
    },
    ['✗ myedr-[events]->mysekoia  create the intake: X no', '  at products/siem/h.ts:3:7'],
  ],
  [
    { type: 'step-skipped', ...step, plug: { ...plug, mode: 'pull' }, reason: 'an earlier step failed' },
    ['- myedr-[events pull]->mysekoia  create the intake: skipped, an earlier step failed'],
  ],
  [
    { type: 'step-retried', ...step, attempt: 2, attempts: 5, waitMs: 1500, reason: 'rate limited' },
    ['↻ myedr-[events]->mysekoia  create the intake: attempt 2 of 5 in 1.5 s, because rate limited'],
  ],
  [{ type: 'progress', product: 'sekoia', hook: 'h', message: 'formats', fraction: 0.4 }, ['sekoia: formats, 40%']],
  [{ type: 'log', level: 'info', product: 'sekoia', hook: 'h', message: 'a\nb' }, ['[sekoia] a', '[sekoia] b']],
  [{ type: 'log', level: 'debug', product: 'sekoia', hook: 'h', message: 'a' }, []],
  [
    { type: 'log', level: 'info', product: 'sekoia', hook: 'h', plug, instance: 'fra', message: 'a\nb' },
    ['myedr-[events]->mysekoia  [sekoia] a', 'myedr-[events]->mysekoia  [sekoia] b'],
  ],
  [{ type: 'log', level: 'info', product: 'sekoia', hook: 'h', instance: 'fra', message: 'a' }, ['fra  [sekoia] a']],
  [{ type: 'warning', code: 'W', message: 'careful', hint: 'look' }, ['warning careful', '  try: look']],
])('%o', (event, lines) => {
  expect(draw(event)).toEqual(lines)
})

test('on a terminal, what is going on needs no line of its own', () => {
  expect(draw({ type: 'step-started', ...step }, { live: true })).toEqual([])
  expect(draw({ type: 'progress', product: 'sekoia', hook: 'h', message: 'x' }, { live: true })).toEqual([])
})

test('--debug shows what hooks say for debugging', () => {
  expect(draw({ type: 'log', level: 'debug', product: 'p', hook: 'h', message: 'x' }, { debug: true })).toEqual([
    '[p] x',
  ])
})
