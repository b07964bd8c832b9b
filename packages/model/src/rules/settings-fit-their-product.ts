import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import { settingPath } from '../settings/setting-problem.ts'
import { validateSettings } from '../settings/validate-settings.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

/** Values of an instance are of the types that its product declares. What is missing is asked for by `up`, and no mistake here. */
export const settingsFitTheirProduct: Rule = (input) =>
  [...input.project.instances.values()].flatMap((instance) => checkInstance(input, instance))

function checkInstance(input: RuleInput, { name, product, settings, file }: Instance): Diagnostic[] {
  const declared = input.project.products.get(product)?.settings
  if (declared === undefined || file === undefined) return []
  return validateSettings(declared, settings, { missing: 'ignore' }).map(({ code, message, hint, path }) => {
    const place = { file, path: ['settings', ...path], atKey: code === 'SETTING_UNKNOWN' }
    return placeBreach(
      input,
      { code, message, hint: hint ?? `meshroom configure ${name} -c ${settingPath(path)}=<value>` },
      place,
    )
  })
}
