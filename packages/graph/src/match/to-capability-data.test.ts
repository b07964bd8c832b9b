import type { Capability } from '@meshroom/model'
import { expect, test } from 'vitest'
import { toCapabilityData } from './to-capability-data.ts'

test("takes the model's capability and keeps what matching looks at", () => {
  const declared: Capability = {
    role: 'consumer',
    topic: 'detection_rules',
    mode: 'push',
    format: 'sigma',
    constraints: { protocol: 'https', version: 2 },
    http: { url: 'https://edr.example/rules', method: 'POST' },
    place: { file: 'products/edr/definition.yaml', line: 4, column: 7 },
  }
  expect(toCapabilityData(declared)).toEqual({
    role: 'consumer',
    topic: 'detection_rules',
    mode: 'push',
    format: 'sigma',
    protocol: 'https',
    version: 2,
  })
})

test('leaves unset what is unset', () => {
  expect(Object.keys(toCapabilityData({ role: 'trigger', mode: 'pull', constraints: {} })).sort()).toEqual([
    'mode',
    'role',
  ])
})
