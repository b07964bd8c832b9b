import type { SideContext } from '@meshroom/hooks-sdk'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'
import { nameOfPlug } from './name-of-plug.ts'
import { moduleValues } from './read-values.ts'

/**
 * Finds or makes the configuration under which a module works for a plug: Sekoia.io calls it an account.
 *
 * @returns its UUID; undefined for a module that needs no configuration and was given none
 */
export async function ensureModuleConfiguration(api: SekoiaApi, context: SideContext): Promise<string | undefined> {
  const module = asText(context.integration.manifest.automation_module_uuid)
  if (!module) return undefined
  const name = nameOfPlug(context)
  const found = (await listModuleConfigurations(api, module)).find((configuration) => configuration.name === name)
  if (found) return asText(found.uuid)
  const value = await moduleValues(context)
  if (Object.keys(value).length === 0) return undefined
  const made = await api.post('/v1/symphony/module-configurations', { name, module_uuid: module, value })
  context.log.info(`made the module configuration "${name}"`)
  return asText(made.uuid)
}

/** The configurations that a module has on the tenant. */
export async function listModuleConfigurations(api: SekoiaApi, module: string): Promise<JsonRecord[]> {
  const query = { 'match[module_uuid]': module, with_module: 'true' }
  const { items } = await api.get('/v1/symphony/module-configurations', query)
  return asList(items).map(asRecord)
}
