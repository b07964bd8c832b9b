import fc from 'fast-check'
import type { CapabilityData, Mode, ProductData, Role } from '../src/index.ts'

export const capability: fc.Arbitrary<CapabilityData> = fc.record(
  {
    role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
    topic: fc.constantFrom('alerts', 'events', 'contain', undefined),
    mode: fc.constantFrom<(Mode | undefined)[]>('push', 'pull', undefined),
    format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
    protocol: fc.constantFrom('tcp', 'udp', 'TCP', undefined),
    port: fc.constantFrom(1, '1', true, undefined),
  },
  { requiredKeys: ['role'] },
)
export const name = fc.constantFrom('a', 'B', 'edr', 'siem', 'é', 'edr2')
export const products: fc.Arbitrary<ProductData[]> = fc.uniqueArray(
  fc.record({ name, capabilities: fc.array(capability, { maxLength: 8 }) }),
  { selector: (product) => product.name, maxLength: 6 },
)
