import type { Diagnostic } from '../diagnostic.ts'
import { given } from '../given.ts'
import type { Instance } from '../manifests/instance.ts'
import { validateSettings } from '../settings/validate-settings.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

/** Values of an instance are of the types that its product declares. What is missing is asked for by `up`, and no mistake here. */
export const settingsFitTheirProduct: Rule = (input) =>
  [...input.project.instances.values()].flatMap((instance) => checkInstance(input, instance))

function checkInstance(input: RuleInput, { product, settings, file }: Instance): Diagnostic[] {
  const declared = input.project.products.get(product)?.settings
  if (declared === undefined || file === undefined) return []
  return validateSettings(declared, settings, { missing: 'ignore' }).map(({ code, message, hint, path }) =>
    placeBreach(
      input,
      { code, message, ...given('hint', hint) },
      { file, path: ['settings', ...path], atKey: code === 'SETTING_UNKNOWN' },
    ),
  )
}
