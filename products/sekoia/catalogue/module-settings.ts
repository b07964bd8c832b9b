import { asText, type JsonRecord } from '../json/narrow.ts'
import type { CatalogueModule } from './catalogue.ts'
import { toSettings } from './to-settings.ts'

/** Arguments of connectors that the tenant fills in itself. */
export const filledIn = new Set(['intake_key', 'intake_server', 'intake_url', 'sekoia_api_key', 'sekoia_base_url'])

/**
 * A module's configuration belongs to the third party's product, whose secrets stay with that product's hooks. So an integration that needs
 * it may be given it as well, never must: what is missing is asked for when the plug is set up.
 */
export function configurationOf(module: CatalogueModule | undefined, known: ReadonlySet<string> = new Set()) {
  const all = toSettings(module?.configuration ?? {}, filledIn).settings
  const required = all.filter((setting) => setting.required !== false && setting.default === undefined).map(nameOf)
  const settings = all
    .filter((setting) => !known.has(nameOf(setting)))
    .map(({ default: _, ...setting }) => ({ ...setting, required: false }))
  return {
    ...(all.length > 0 && { module_settings: all.map(nameOf) }),
    ...(required.length > 0 && { module_required: required }),
    settings,
  }
}

export function nameOf(setting: JsonRecord): string {
  return asText(setting.name) ?? ''
}
