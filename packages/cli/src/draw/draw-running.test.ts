import type { EngineEvent } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawRunning, type Running, stepsOf, trackRunning } from './draw-running.ts'
import { plain } from './paint.ts'

const plug = { source: 'a', destination: 'b', topic: 'events', mode: 'push' } as const
const step = (id: string) => ({ step: id, plug, title: `step ${id}` })

function after(...events: EngineEvent[]): string[] {
  const running: Running = new Map()
  for (const event of events) trackRunning(event, running)
  return drawRunning(running, { paint: plain, frame: 0, width: 30 })
}

test('what has begun and not ended is shown, cut to the terminal', () => {
  expect(after({ type: 'step-started', ...step('1') }, { type: 'step-started', ...step('2') })).toEqual([
    '⠋ a-[events]->b  step 1',
    '⠋ a-[events]->b  step 2',
  ])
  expect(after({ type: 'progress', product: 'p', hook: 'h', message: 'x'.repeat(40) })[0]).toHaveLength(29)
})

test('the last word of a hook replaces its words before, and the end of the run ends all', () => {
  const progress = (message: string): EngineEvent => ({ type: 'progress', product: 'p', hook: 'h', message })
  expect(after(progress('one'), progress('two'))).toEqual(['⠋ p: two'])
  const of = (topic: string, event: EngineEvent) => ({ ...event, plug: { ...step('1').plug, topic } }) as EngineEvent
  expect(after(of('one', progress('x')), of('two', progress('x')))).toEqual([
    '⠋ a-[one]->b  p: x',
    '⠋ a-[two]->b  p: x',
  ])
  expect(
    after(
      { type: 'step-started', ...step('1') },
      { type: 'step-succeeded', ...step('1') },
      { type: 'step-started', ...step('2') },
      { type: 'step-failed', ...step('2'), error: { code: 'X', message: 'x' } },
      progress('one'),
      { type: 'run-finished', succeeded: 1, failed: 1, skipped: 0 },
    ),
  ).toEqual([])
})

test('steps in flight are told apart from what hooks say', () => {
  const running: Running = new Map()
  trackRunning({ type: 'step-started', ...step('1') }, running)
  trackRunning({ type: 'progress', product: 'p', hook: 'h', message: 'half' }, running)
  expect(stepsOf(running)).toEqual(['a-[events]->b  step 1'])
})
