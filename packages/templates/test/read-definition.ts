import type { CapabilityData, Role } from '@meshroom/graph'
import { parse } from 'yaml'
import { renderProduct } from '../src/index.ts'

const roles: Readonly<Record<string, Role>> = {
  consumes: 'consumer',
  produces: 'producer',
  triggers: 'trigger',
  executes: 'executor',
}

/** Keys of a declaration that say how to call it, not what it matches. */
const httpKeys = new Set(['url', 'method', 'headers', 'auth'])

type Declarations = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>

/** The capabilities that a product made from a template declares. */
export function capabilitiesOf(template: string): CapabilityData[] {
  const definition: Record<string, Declarations> = parse(renderProduct(template, template)['definition.yaml']!)
  return Object.entries(roles).flatMap(([key, role]) =>
    Object.entries(definition[key] ?? {}).flatMap(([topic, entries]) =>
      entries.map((entry): CapabilityData => ({ ...withoutHttp(entry), role, topic })),
    ),
  )
}

function withoutHttp(entry: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !httpKeys.has(key)))
}
