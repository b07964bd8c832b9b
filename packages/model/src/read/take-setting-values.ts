import type { SettingValue } from '../manifests/setting.ts'
import { type Located, toPlainMap } from '../yaml/located.ts'
import { takeMap } from './take.ts'

/** The values below `settings`. */
export function takeSettingValues(root: Located): Readonly<Record<string, SettingValue>> {
  const settings = takeMap(root, 'settings')
  return settings === undefined ? {} : (toPlainMap(settings) as Record<string, SettingValue>)
}
