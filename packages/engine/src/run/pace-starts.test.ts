import { expect, test } from 'vitest'
import { paceStarts } from './pace-starts.ts'

/** Tasks of one length in ten places, in a time that only this moves: when each starts, and how often a place was free and not taken. */
function play(taskMs: number, tasks: number, places = 10) {
  const pace = paceStarts(places)
  const ends: number[] = []
  const starts: number[] = []
  let now = 0
  for (let at = 0; at < tasks; at++) {
    if (ends.length === places) {
      ends.sort((a, b) => a - b)
      now = ends.shift()!
      pace.took(taskMs)
    }
    const start = now + Math.max(0, pace.waitFor(now))
    starts.push(start)
    ends.push(start + taskMs)
  }
  return { starts, over: Math.max(...ends) }
}

test('tasks that started together are spread after one round, and stay so at no further cost', () => {
  const { starts, over } = play(25, 1_000)
  expect(starts.slice(0, 10)).toEqual(Array(10).fill(0))
  const gaps = starts.slice(11).map((start, at) => start - starts[at + 10]!)
  expect(Math.min(...gaps)).toBeGreaterThan(1.5)
  expect(over).toBeLessThan(2_500 + 25)
})

test.each([0.01, 1, 25, 400, 60_000])('of tasks of %d ms, none waits longer than a moment', (taskMs) => {
  const { starts, over } = play(taskMs, 200)
  expect(over).toBeLessThan(taskMs * 20 + Math.min(taskMs, 20))
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
})

test('where one runs at a time nothing waits', () => {
  expect(play(25, 100, 1).over).toBe(2_500)
})
