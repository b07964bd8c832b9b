import type { Setting } from '../manifests/setting.ts'
import type { Project } from '../project.ts'
import type { Reading } from '../read/reading.ts'

/** Names of all settings of a project that are secret, at whatever depth. */
export function secretNames({
  products,
  integrations,
}: Pick<Project, 'products' | 'integrations'>): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (settings: readonly Setting[]) => {
    for (const { name, secret, items, properties = [] } of settings) {
      if (secret) names.add(name)
      add(items === undefined ? properties : [items, ...properties])
    }
  }
  for (const { settings } of [...products.values(), ...integrations]) add(settings)
  return names
}

/** Whether a manifest gives a secret a value in clear text: under a name that is secret anywhere, or as its default. */
export function holdsSecret(reading: Reading, names: ReadonlySet<string>): boolean {
  switch (reading.kind) {
    case 'product':
      return reading.product.settings.some(hasSecretDefault)
    case 'integration':
      return reading.integration?.settings.some(hasSecretDefault) ?? false
    case 'instance':
      return namesAny([reading.instance.settings, reading.instance.extra], names)
    case 'plug':
      return namesAny([reading.plug.settings, reading.plug.extra], names)
  }
}

function hasSecretDefault({ secret, default: value, items, properties = [] }: Setting): boolean {
  return (
    (secret && value !== undefined) ||
    (items === undefined ? properties : [items, ...properties]).some(hasSecretDefault)
  )
}

function namesAny(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => names.has(key) || namesAny(inner, names))
}
