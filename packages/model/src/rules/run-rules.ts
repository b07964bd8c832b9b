import type { Diagnostic } from '../diagnostic.ts'
import { capabilitiesAreDeclaredOnce } from './capabilities-are-declared-once.ts'
import { httpCallsNameSettings } from './http-calls-name-settings.ts'
import { instanceNamesAreUnique } from './instance-names-are-unique.ts'
import { instancesHaveAProduct } from './instances-have-a-product.ts'
import { integrationsHaveATarget } from './integrations-have-a-target.ts'
import { namesArePortable } from './names-are-portable.ts'
import { plugsConnectInstances } from './plugs-connect-instances.ts'
import type { Rule, RuleInput } from './rule.ts'
import { secretsAreInTheVault } from './secrets-are-in-the-vault.ts'
import { settingsFitTheirProduct } from './settings-fit-their-product.ts'

const RULES: readonly Rule[] = [
  instanceNamesAreUnique,
  instancesHaveAProduct,
  plugsConnectInstances,
  integrationsHaveATarget,
  namesArePortable,
  settingsFitTheirProduct,
  secretsAreInTheVault,
  httpCallsNameSettings,
  capabilitiesAreDeclaredOnce,
]

/** Every breach of every rule across manifests. */
export function runRules(input: RuleInput): readonly Diagnostic[] {
  return RULES.flatMap((rule) => rule(input))
}
