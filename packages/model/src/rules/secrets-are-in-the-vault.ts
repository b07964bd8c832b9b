import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import { findSecrets } from '../settings/find-secrets.ts'
import { settingPath } from '../settings/setting-problem.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

/** A secret in a manifest is in git for everyone to read; the earlier tool left some there. */
export const secretsAreInTheVault: Rule = (input) =>
  [...input.project.instances.values()].flatMap((instance) => checkInstance(input, instance))

function checkInstance(input: RuleInput, instance: Instance): Diagnostic[] {
  const declared = input.project.products.get(instance.product)?.settings ?? []
  return findSecrets(declared, instance.settings).map((path) => {
    const name = settingPath(path)
    const breach = {
      severity: 'warning' as const,
      code: 'SECRET_IN_MANIFEST',
      message: `the secret "${name}" stands here in clear text`,
      hint: `change it at its origin, give the new one with "meshroom configure ${instance.name} -s ${name}", and remove it here`,
    }
    return placeBreach(input, breach, {
      file: instance.file ?? instance.folder,
      path: ['settings', ...path],
      atKey: true,
    })
  })
}
