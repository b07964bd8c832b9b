import type { Settings } from '@meshroom/hooks-sdk'
import { defaultSettings, type Setting, type SettingValue } from '@meshroom/model'

type Values = Readonly<Record<string, SettingValue>>

/**
 * The settings that a hook receives: what the manifest says over the defaults. Values of secret settings are left out at every depth, also
 * where an earlier tool wrote them into the manifest, so that they reach neither plan nor state.
 */
export function effectiveSettings(schema: readonly Setting[], values: Values): Settings {
  return withoutSecrets(schema, { ...defaultSettings(schema), ...values })
}

/** Of two sides that declare one name, the first counts. */
export function mergeSchemas(...schemas: readonly (readonly Setting[])[]): readonly Setting[] {
  const byName = new Map<string, Setting>()
  for (const setting of schemas.flat()) if (!byName.has(setting.name)) byName.set(setting.name, setting)
  return [...byName.values()]
}

function withoutSecrets(schema: readonly Setting[], values: Values): Values {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const setting = schema.find((each) => each.name === name)
    if (setting?.secret === true) return []
    return [[name, setting === undefined ? value : cleaned(setting, value)] as const]
  })
  return Object.fromEntries(entries)
}

function cleaned(setting: Setting, value: SettingValue): SettingValue {
  const { items, properties } = setting
  if (Array.isArray(value)) return cleanedItems(items, value)
  if (properties === undefined || typeof value !== 'object' || value === null) return value
  return withoutSecrets(properties, value as Values)
}

function cleanedItems(items: Setting | undefined, values: readonly SettingValue[]): SettingValue {
  if (items === undefined) return values
  return items.secret ? [] : values.map((item) => cleaned(items, item))
}
