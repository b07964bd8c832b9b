import type { EngineEvent } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { whySkipped } from './why-skipped.ts'

const plug = { source: 'a', destination: 'b', topic: 'events', mode: 'push' } as const
const skipped = (reason: string): EngineEvent => ({ type: 'step-skipped', step: 's2', plug, title: 'forward', reason })

test('a step that is skipped names the plug and the title of the one that failed, not its id', () => {
  const say = whySkipped()
  say({ type: 'step-failed', step: 'x/y#z', plug, title: 'open an intake', error: { code: 'X', message: 'x' } })
  expect(say(skipped('x/y#z failed'))).toMatchObject({ reason: 'a-[events]->b open an intake failed' })
  expect(say(skipped('interrupted'))).toMatchObject({ reason: 'interrupted' })
})
