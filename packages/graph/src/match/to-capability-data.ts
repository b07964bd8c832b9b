import type { CapabilityData, DeclaredCapability } from './capability.ts'

/**
 * Makes plain data of a capability as `@meshroom/model` reads it; what does not take part in matching (place, HTTP call) stays behind.
 *
 * @example
 * matchCapabilities(toCapabilityData(product.capabilities[0]), toCapabilityData(other.capabilities[0]))
 */
export function toCapabilityData({ role, topic, mode, format, constraints }: DeclaredCapability): CapabilityData {
  return {
    ...constraints,
    role,
    mode,
    ...(topic !== undefined && { topic }),
    ...(format !== undefined && { format }),
  }
}
