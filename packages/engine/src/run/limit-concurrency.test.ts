import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitConcurrency } from './limit-concurrency.ts'

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
