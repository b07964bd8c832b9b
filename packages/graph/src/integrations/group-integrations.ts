import { GraphError } from '../graph-error.ts'
import { complementOf, isSet } from '../match/capability.ts'
import type { Integration, IntegrationData } from './integration.ts'

/**
 * Sorts integrations of manifests by product and target. They are copied, and frozen since they are given out again and again.
 *
 * @throws GraphError `GRAPH_INVALID_INTEGRATION`
 */
export function groupIntegrations(
  integrations: readonly IntegrationData[],
): ReadonlyMap<string, ReadonlyMap<string, readonly Integration[]>> {
  const byProduct = Map.groupBy(integrations.map(specific), ({ product }) => product)
  return new Map([...byProduct].map(([product, own]) => [product, Map.groupBy(own, ({ target }) => target)]))
}

function specific(integration: IntegrationData, index: number): Integration {
  const fault = faultOf(integration)
  if (fault !== undefined) {
    throw new GraphError('GRAPH_INVALID_INTEGRATION', `integration ${index + 1} cannot be read: ${fault}`, {
      hint: 'give each integration a product, a target, a role and a mode',
      data: { index },
    })
  }
  const { product, target, topic, role, mode, format } = integration
  return Object.freeze({ product, target, topic, role, mode, format, generic: false })
}

function faultOf(integration: IntegrationData): string | undefined {
  if (typeof integration !== 'object' || integration === null) return 'it is no object'
  const { role, mode } = integration
  const text = (['product', 'target'] as const).find((key) => typeof integration[key] !== 'string')
  const open = (['topic', 'format'] as const).find(
    (key) => isSet(integration[key]) && typeof integration[key] !== 'string',
  )
  if (text !== undefined || open !== undefined) return `${text ?? open} is not a string`
  if (!Object.hasOwn(complementOf, role)) return `role is none of ${Object.keys(complementOf).join(', ')}`
  return mode === 'push' || mode === 'pull' ? undefined : 'mode is neither push nor pull'
}
