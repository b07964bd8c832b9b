import type { Diagnostic } from '../diagnostic.ts'
import type { Capability } from '../manifests/capability.ts'
import { capabilityLabel } from '../manifests/capability-label.ts'
import type { Rule } from './rule.ts'

/** The same capability twice does no harm but is a slip: one of the two was to say something else. */
export const capabilitiesAreDeclaredOnce: Rule = ({ project }) =>
  [...project.products.values()].flatMap(({ capabilities }) => findTwins(capabilities))

function findTwins(capabilities: readonly Capability[]): Diagnostic[] {
  const first = new Map<string, Capability>()
  return capabilities.flatMap((capability): Diagnostic[] => {
    const label = JSON.stringify([capabilityLabel(capability).toLowerCase(), capability.http ?? null])
    const other = first.get(label)
    if (other === undefined) first.set(label, capability)
    return other?.place === undefined || capability.place === undefined
      ? []
      : [describe(capability, capability.place, other.place)]
  })
}

function describe(
  capability: Capability,
  place: NonNullable<Capability['place']>,
  first: NonNullable<Capability['place']>,
): Diagnostic {
  return {
    severity: 'warning',
    code: 'CAPABILITY_TWICE',
    message: `${capabilityLabel(capability)} is declared twice`,
    hint: 'remove one, or say what tells them apart: mode, format, or a constraint',
    ...place,
    related: [{ message: 'the first of the two', ...first }],
  }
}
