import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitConcurrency } from './limit-concurrency.ts'
import type { Pace } from './pace-starts.ts'

test('never more than the limit run at once, all run, in the order they came, also where some fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      async (limit, fails) => {
        const gate = limitConcurrency(limit)
        let [running, most] = [0, 0]
        const started: number[] = []
        const tasks = fails.map((fail, index) =>
          gate.run(async () => {
            started.push(index)
            most = Math.max(most, ++running)
            await Promise.resolve()
            running--
            if (fail) throw new Error('no')
          }),
        )
        const results = await Promise.allSettled(tasks)
        expect(results.map(({ status }) => status === 'rejected')).toEqual(fails)
        expect(most).toBeLessThanOrEqual(limit)
        expect(started).toEqual(fails.map((_, index) => index))
      },
    ),
  )
})

test('what goes on comes before what begins, each in the order they came', async () => {
  const gate = limitConcurrency(1)
  const order: string[] = []
  const run = (name: string, goesOn: boolean) => gate.run(async () => void order.push(name), goesOn)
  await Promise.all([
    run('running', false),
    run('begins', false),
    run('goes on', true),
    run('begins too', false),
    run('goes on too', true),
  ])
  expect(order).toEqual(['running', 'goes on', 'goes on too', 'begins', 'begins too'])
})

test('a task that waits aside leaves its place to another, and goes on in the next that is free', async () => {
  const gate = limitConcurrency(1)
  const [over, waited] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const order: string[] = []
  const first = gate.run(async () => {
    await gate.aside(async () => {
      order.push('first waits')
      await waited.promise
    })
    order.push('first goes on')
  })
  const second = gate.run(async () => {
    order.push('second runs')
    waited.resolve()
    await over.promise
    order.push('second ends')
  })
  const third = gate.run(async () => void order.push('third runs'))
  await waited.promise
  over.resolve()
  await Promise.all([first, second, third])
  expect(order).toEqual(['first waits', 'second runs', 'second ends', 'first goes on', 'third runs'])
})

test('a paced task keeps its place while it waits, and the limit holds', async () => {
  const started: number[] = []
  let [running, most] = [0, 0]
  const pace: Pace = {
    start: async () => void started.push(running),
    took: (ms) => expect(ms).toBeGreaterThanOrEqual(0),
  }
  const gate = limitConcurrency(2, pace)
  const task = async () => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    throw new Error('no')
  }
  const results = await Promise.allSettled(Array.from({ length: 9 }, () => gate.run(task)))
  expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  expect(started).toHaveLength(9)
  expect(most).toBe(2)
})
