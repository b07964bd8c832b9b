import type { Integration, IntegrationData } from './integration.ts'

/** Sorts integrations of manifests by product and target. */
export function groupIntegrations(
  integrations: readonly IntegrationData[],
): ReadonlyMap<string, ReadonlyMap<string, readonly Integration[]>> {
  const byProduct = Map.groupBy(integrations, ({ product }) => product)
  return new Map([...byProduct].map(([product, own]) => [product, groupByTarget(own)]))
}

function groupByTarget(integrations: readonly IntegrationData[]): Map<string, Integration[]> {
  const byTarget = Map.groupBy(integrations, ({ target }) => target)
  return new Map([...byTarget].map(([target, own]) => [target, own.map(specific)]))
}

function specific({ product, target, topic, role, mode, format }: IntegrationData): Integration {
  return { product, target, topic, role, mode, format, generic: false }
}
