import type { Diagnostic } from '../diagnostic.ts'
import type { Capability, HttpCall } from '../manifests/capability.ts'
import type { Product } from '../manifests/product.ts'
import { suggestName } from '../names/suggest-name.ts'
import type { Rule } from './rule.ts'

/** A declarative call is made with settings of its product, so these must be declared. */
export const httpCallsNameSettings: Rule = ({ project }) =>
  [...project.products.values()].flatMap((product) =>
    product.capabilities.flatMap((capability) => [
      ...checkAuth(product, capability),
      ...checkPlaceholders(product, capability),
    ]),
  )

function checkAuth(product: Product, capability: Capability): Diagnostic[] {
  const secret = capability.http?.auth?.secret
  if (secret === undefined) return []
  const setting = product.settings.find(({ name }) => name === secret)
  if (setting?.secret) return []
  const message =
    setting === undefined
      ? `"auth" names a setting "${secret}", which is not declared`
      : `"auth" names the setting "${secret}", which is no secret`
  const secrets = product.settings.filter((one) => one.secret).map(({ name }) => name)
  const meant = suggestName(secret, secrets)
  const hint =
    meant === undefined ? `declare it below settings: { name: ${secret}, secret: true }` : `did you mean "${meant}"?`
  return diagnose(capability, { code: 'HTTP_SECRET_UNKNOWN', message, hint })
}

const PLACEHOLDER = /\{([^{}]+)\}/g

function checkPlaceholders(product: Product, capability: Capability): Diagnostic[] {
  if (capability.http === undefined) return []
  const declared = product.settings.map(({ name }) => name)
  return placeholdersOf(capability.http)
    .filter((name) => !declared.includes(name))
    .flatMap((name) => {
      const meant = suggestName(name, declared)
      const hint = meant === undefined ? `declare it below settings: { name: ${name} }` : `did you mean "{${meant}}"?`
      return diagnose(capability, {
        code: 'HTTP_SETTING_UNKNOWN',
        message: `the call needs a setting "${name}", which is not declared`,
        hint,
      })
    })
}

function placeholdersOf({ url, headers = {} }: HttpCall): readonly string[] {
  const texts = [url, ...Object.values(headers)]
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name!)))]
}

function diagnose({ place }: Capability, problem: { code: string; message: string; hint: string }): Diagnostic[] {
  if (place === undefined) return []
  return [{ severity: 'error', ...problem, ...place }]
}
