import { suggestName } from '../names/suggest-name.ts'
import { placeBreach } from './breach.ts'
import type { Rule } from './rule.ts'

/** A product may come with integrations for products that a project does not have: they wait until it does, so this only warns. */
export const integrationsHaveATarget: Rule = (input) => {
  const { products, integrations } = input.project
  return integrations
    .filter(({ target }) => !products.has(target))
    .map(({ target, file }) => {
      const meant = suggestName(target, products.keys())
      const breach = {
        severity: 'warning' as const,
        code: 'INTEGRATION_TARGET_UNKNOWN',
        message: `the integration is with a product "${target}", which is not there`,
        hint: meant === undefined ? `meshroom create product ${target}` : `did you mean "${meant}"?`,
      }
      return placeBreach(input, breach, { file, path: ['target_product'] })
    })
}
