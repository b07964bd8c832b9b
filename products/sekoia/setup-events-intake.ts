import { check, HookError, type SideContext, setup, teardown } from '@meshroom/hooks-sdk'
import { syncModule } from './actions/sync-module.ts'
import { openApi, type SekoiaApi } from './api/sekoia-api.ts'
import { forwardingInstructions } from './catalogue/intake-manifests.ts'
import { ensureIntake, findIntake } from './events/intake.ts'
import { ensureIntakeFormat } from './events/intake-format.ts'
import { ensureMainEntity } from './events/main-entity.ts'
import { asText, type JsonRecord } from './json/narrow.ts'
import { ensureModuleConfiguration } from './settings/module-configuration.ts'
import { nameOfPlug } from './settings/name-of-plug.ts'
import { connectorValues } from './settings/read-values.ts'

/** Makes the intake that a plug's events go to, and what it needs: entity, format, and in pull mode the connector. */
export const createIntake = setup.consumer(
  { topic: 'events', ownsBoth: true, title: 'Create the intake' },
  async (context) => {
    const api = await openApi(context)
    if (asText(context.integration.manifest.module_folder)) await syncModule(api, context)
    const format_uuid = await ensureIntakeFormat(api, context)
    const entity_uuid = await ensureMainEntity(api, context)
    const connector = context.plug.mode === 'pull' ? await configureConnector(api, context) : {}
    const name = asText(context.plug.outputs.intake_name) ?? nameOfPlug(context)
    const intake = await ensureIntake(api, { name, format_uuid, entity_uuid, ...connector })
    await context.plug.setSecret('intake_key', intake.key)
    await context.plug.output('intake_uuid', intake.uuid)
    await context.plug.output('intake_name', name)
    await context.plug.output('intake_format_uuid', format_uuid)
    if (context.plug.mode === 'push') await tellHowToForward(context)
  },
)

/** Deletes the intake and forgets its UUID and key. The entity and the format stay: other intakes may use them. */
export const deleteIntake = teardown.consumer({ topic: 'events', title: 'Delete the intake' }, async (context) => {
  const { plug } = context
  const api = await openApi(context)
  const uuid = asText(plug.outputs.intake_uuid) ?? (await findOwnIntake(api, context))?.uuid
  if (uuid) await api.delete(`/v1/sic/conf/intakes/${uuid}`)
  for (const name of ['intake_uuid', 'intake_name', 'intake_format_uuid']) await plug.output(name, null)
  await plug.setSecret('intake_key', null)
})

/** Looks whether the plug's intake is on the tenant. */
export const intakeIsThere = check.consumer({ topic: 'events' }, async (context) => {
  const there = await findOwnIntake(await openApi(context), context)
  if (!there) return { status: 'absent' }
  const recorded = asText(context.plug.outputs.intake_uuid)
  return recorded === undefined || recorded === there.uuid
    ? { status: 'present' }
    : { status: 'changed', detail: `the intake is ${there.uuid}, recorded was ${recorded}` }
})

async function configureConnector(api: SekoiaApi, context: SideContext): Promise<JsonRecord> {
  const { target, manifest } = context.integration
  if (!asText(manifest.automation_connector_uuid)) {
    throw new HookError(
      'CONNECTOR_MISSING',
      `nothing fetches the events of ${target}: its integration names no connector`,
      {
        hint: `meshroom create integration sekoia ${target} events consumer --mode=pull`,
      },
    )
  }
  const account = await ensureModuleConfiguration(api, context)
  const connector_configuration = await connectorValues(context)
  return { connector_configuration, ...(account && { connector_module_configuration_uuid: account }) }
}

async function findOwnIntake(api: SekoiaApi, context: SideContext) {
  const { outputs } = context.plug
  const format = asText(outputs.intake_format_uuid) ?? asText(context.integration.manifest.intake_format_uuid)
  return format ? findIntake(api, asText(outputs.intake_name) ?? nameOfPlug(context), format) : undefined
}

/** A custom format has no page in the vendor's documentation. */
async function tellHowToForward({ integration, plug, log }: SideContext): Promise<void> {
  const { intake_format_uuid, intake_format_folder } = integration.manifest
  const uuid = asText(intake_format_uuid)
  if (!uuid || asText(intake_format_folder)) {
    log.info(`${integration.target} can now send its events to the intake, with the key kept as intake_key of the plug`)
    return
  }
  await plug.output('forwarding_instructions', forwardingInstructions(uuid))
  log.info(`how to forward the events of ${integration.target}: ${forwardingInstructions(uuid)}`)
}
