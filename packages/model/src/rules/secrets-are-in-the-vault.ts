import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import type { Setting, SettingValue } from '../manifests/setting.ts'
import { settingPath } from '../settings/setting-problem.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

/** A secret in a manifest is in git for everyone to read; the earlier tool left some there. */
export const secretsAreInTheVault: Rule = (input) =>
  [...input.project.instances.values()].flatMap((instance) => checkInstance(input, instance))

function checkInstance(input: RuleInput, instance: Instance): Diagnostic[] {
  const declared = input.project.products.get(instance.product)?.settings ?? []
  return findSecrets(declared, instance.settings, []).map((path) => {
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

type Path = readonly string[]

function findSecrets(settings: readonly Setting[], values: Readonly<Record<string, SettingValue>>, path: Path): Path[] {
  return settings.flatMap((setting): Path[] => {
    const value = Object.hasOwn(values, setting.name) ? values[setting.name] : undefined
    if (value === undefined || value === null || value === '') return []
    const own = [...path, setting.name]
    if (setting.secret) return [own]
    return isObject(value) ? findSecrets(setting.properties ?? [], value, own) : []
  })
}

function isObject(value: SettingValue): value is { readonly [key: string]: SettingValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
