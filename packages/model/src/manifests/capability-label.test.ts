import { expect, it } from 'vitest'
import { capabilityLabel } from './capability-label.ts'

it.each([
  [
    { role: 'producer', topic: 'threats', mode: 'pull', format: 'stix', constraints: {} },
    'threats producer (pull, stix)',
  ],
  [{ role: 'executor', mode: 'push', constraints: { protocol: 'tcp' } }, 'any topic executor (push, protocol: tcp)'],
] as const)('says a capability in one line', (capability, expected) => {
  expect(capabilityLabel(capability)).toBe(expected)
})
