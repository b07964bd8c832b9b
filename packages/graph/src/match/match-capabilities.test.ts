import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CapabilityData } from './capability.ts'
import { explainMismatch } from './explain-mismatch.ts'
import { matchCapabilities } from './match-capabilities.ts'

const produces = (more: Partial<CapabilityData> = {}): CapabilityData => ({
  role: 'producer',
  topic: 'events',
  ...more,
})
const consumes = (more: Partial<CapabilityData> = {}): CapabilityData => ({
  role: 'consumer',
  topic: 'events',
  ...more,
})

describe('two capabilities meet', () => {
  test.each<[string, CapabilityData, CapabilityData]>([
    ['producer and consumer of a topic', produces(), consumes()],
    ['trigger and executor of an action', { role: 'trigger', topic: 'scan' }, { role: 'executor', topic: 'scan' }],
    ['a topic with any topic', produces(), { role: 'consumer' }],
    ['an unset mode with push', produces(), consumes({ mode: 'push' })],
    ['pull with pull', produces({ mode: 'pull' }), consumes({ mode: 'pull' })],
    ['formats that differ in case only', produces({ format: 'ECS' }), consumes({ format: 'ecs' })],
    ['a format with any format', produces({ format: 'stix' }), consumes()],
    ['an equal constraint', produces({ protocol: 'tcp' }), consumes({ protocol: 'tcp' })],
    ['a constraint that the other side leaves open', produces({ protocol: 'tcp' }), consumes()],
    ['constraints that each side sets alone', produces({ protocol: 'tcp' }), consumes({ port: 514 })],
    ['a constraint of a name that objects inherit', produces({ constructor: 'x' } as object), consumes()],
    ['a constraint set to undefined', produces({ protocol: undefined }), consumes({ protocol: 'tcp' })],
  ])('%s', (_, left, right) => {
    expect(matchCapabilities(left, right)).toBe(true)
    expect(explainMismatch(left, right)).toEqual([])
  })
})

describe('two capabilities do not meet, and it is said why', () => {
  test.each<[string, CapabilityData, CapabilityData, unknown]>([
    ['two producers', produces(), produces(), [{ kind: 'role', left: 'producer', right: 'producer' }]],
    [
      'a producer and an executor',
      produces(),
      { role: 'executor', topic: 'events' },
      [{ kind: 'role', left: 'producer', right: 'executor' }],
    ],
    ['two topics', produces(), consumes({ topic: 'Events' }), [{ kind: 'topic', left: 'events', right: 'Events' }]],
    ['push where unset', produces(), consumes({ mode: 'pull' }), [{ kind: 'mode', left: 'push', right: 'pull' }]],
    [
      'two formats',
      produces({ format: 'ECS' }),
      consumes({ format: 'ocsf' }),
      [{ kind: 'format', left: 'ECS', right: 'ocsf' }],
    ],
    [
      'constraints of another value, case or type',
      produces({ port: 514, protocol: 'tcp', tls: true }),
      consumes({ port: '514', protocol: 'TCP', tls: false }),
      [
        { kind: 'constraint', key: 'port', left: 514, right: '514' },
        { kind: 'constraint', key: 'protocol', left: 'tcp', right: 'TCP' },
        { kind: 'constraint', key: 'tls', left: true, right: false },
      ],
    ],
    [
      'everything at once, in a fixed order',
      produces({ format: 'a', z: 1, b: 1 }),
      produces({ topic: 'alerts', mode: 'pull', format: 'b', b: 2, z: 2 }),
      [
        { kind: 'role', left: 'producer', right: 'producer' },
        { kind: 'topic', left: 'events', right: 'alerts' },
        { kind: 'mode', left: 'push', right: 'pull' },
        { kind: 'format', left: 'a', right: 'b' },
        { kind: 'constraint', key: 'b', left: 1, right: 2 },
        { kind: 'constraint', key: 'z', left: 1, right: 2 },
      ],
    ],
  ])('%s', (_, left, right, reasons) => {
    expect(matchCapabilities(left, right)).toBe(false)
    expect(explainMismatch(left, right)).toEqual(reasons)
  })
})

const capability: fc.Arbitrary<CapabilityData> = fc.record(
  {
    role: fc.constantFrom('consumer', 'producer', 'trigger', 'executor'),
    topic: fc.constantFrom('events', 'alerts', undefined),
    mode: fc.constantFrom('push', 'pull', undefined),
    format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
    protocol: fc.constantFrom('tcp', 'udp', undefined),
    port: fc.constantFrom(1, '1', undefined),
  },
  { requiredKeys: ['role'] },
)

test('matching is symmetric, and holds exactly when no reason speaks against it', () => {
  fc.assert(
    fc.property(capability, capability, (left, right) => {
      expect(matchCapabilities(left, right)).toBe(matchCapabilities(right, left))
      expect(matchCapabilities(left, right)).toBe(explainMismatch(left, right).length === 0)
    }),
    { numRuns: 1000 },
  )
})
