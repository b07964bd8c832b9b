import type { Setting, SettingValue } from '../manifests/setting.ts'
import type { SettingProblem } from './setting-problem.ts'

/**
 * Where values hold secrets, at any depth: those that a manifest must not have.
 *
 * @returns paths in the order of the settings, such as `['proxy', 'password']`; a secret without a value is none
 * @example
 * findSecrets(product.settings, { proxy: { host: 'a', password: 'b' } }) // [['proxy', 'password']]
 */
export function findSecrets(
  settings: readonly Setting[],
  values: Readonly<Record<string, SettingValue | undefined>>,
): readonly SettingProblem['path'][] {
  return settings.flatMap((setting) =>
    findIn(setting, Object.hasOwn(values, setting.name) ? values[setting.name] : undefined, [setting.name]),
  )
}

/** Whether a value of the setting may hold a secret, so that messages must not show it. */
export function mayHoldSecret({ secret, items, properties = [] }: Setting): boolean {
  return secret || (items !== undefined && mayHoldSecret(items)) || properties.some(mayHoldSecret)
}

function findIn(
  setting: Setting,
  value: SettingValue | undefined,
  path: SettingProblem['path'],
): SettingProblem['path'][] {
  if (value === undefined || value === null || value === '') return []
  if (setting.secret) return [path]
  if (isList(value))
    return value.flatMap((one, index) => (setting.items ? findIn(setting.items, one, [...path, index]) : []))
  if (!isObject(value)) return []
  return findSecrets(setting.properties ?? [], value).map((rest) => [...path, ...rest])
}

function isList(value: SettingValue): value is readonly SettingValue[] {
  return Array.isArray(value)
}

function isObject(value: SettingValue): value is { readonly [key: string]: SettingValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
