import type { Setting, SettingValue } from '../manifests/setting.ts'
import { validateSettings } from './validate-settings.ts'

/**
 * The values that settings have when nobody says otherwise. An object without a default gets those of its properties, if
 * these make it complete. Secrets and defaults that do not fit their own setting are left out.
 *
 * @example
 * defaultSettings([{ name: 'region', type: 'string', default: 'fra1', … }]) // { region: 'fra1' }
 */
export function defaultSettings(settings: readonly Setting[]): Readonly<Record<string, SettingValue>> {
  const values = settings
    .filter((setting) => !setting.secret)
    .map((setting) => [setting.name, setting.default ?? defaultOfObject(setting)] as const)
    .filter((entry): entry is readonly [string, SettingValue] => entry[1] !== undefined)
    .filter(([name, value]) => fits(settings, name, value))
  return Object.fromEntries(values)
}

function defaultOfObject(setting: Setting): SettingValue | undefined {
  if (setting.type !== 'object' || setting.properties === undefined) return undefined
  const values = defaultSettings(setting.properties)
  return Object.keys(values).length > 0 ? values : undefined
}

function fits(settings: readonly Setting[], name: string, value: SettingValue): boolean {
  const own = settings.filter((setting) => setting.name === name)
  return validateSettings(own, { [name]: value }).length === 0
}
