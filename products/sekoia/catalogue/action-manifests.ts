import type { CatalogueAction } from './catalogue.ts'
import type { Party } from './join-catalogues.ts'
import type { ManifestData } from './manifest-data.ts'
import { configurationOf } from './module-settings.ts'
import { repairSchema } from './repair-schema.ts'

/** The trigger's side here, which sets up both, and the executor's side at the third party. */
export function actionManifests(
  { name, module }: Party,
  { action, topic }: { action: CatalogueAction; topic: string },
): ManifestData[] {
  const shared = {
    description: action.description ?? action.name,
    arguments: { type: 'object', ...repairSchema(action.arguments) },
  }
  const { settings, ...ofModule } = configurationOf(module)
  const trigger = {
    name: action.name,
    ...shared,
    automation_action_uuid: action.uuid,
    ...(module?.uuid && { automation_module_uuid: module.uuid }),
    ...(action.slug && { slug: action.slug }),
    owns_both: true,
    ...ofModule,
    ...(settings.length > 0 && { settings }),
  }
  const here = { path: `products/sekoia/integrations/${name}/${topic}_trigger.yaml`, data: trigger }
  const there = { path: `products/${name}/integrations/sekoia/${topic}_executor.yaml`, data: shared }
  return name === 'sekoia' ? [here] : [here, there]
}
