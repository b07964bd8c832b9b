import type { JsonRecord } from '../json/narrow.ts'
import type { Intake, Party } from './join-catalogues.ts'
import type { ManifestData } from './manifest-data.ts'
import { configurationOf, filledIn, nameOf } from './module-settings.ts'
import { toSettings } from './to-settings.ts'

/** The consumer's side, and for push the producer's, which shows how the third party forwards its events. */
export function intakeManifests({ name }: Party, intake: Intake): ManifestData[] {
  const { format, mode } = intake
  const consumer = `products/sekoia/integrations/${name}/events_consumer${mode === 'pull' ? '_pull' : ''}.yaml`
  if (mode === 'pull') return [{ path: consumer, data: pullConsumer(intake) }]
  const forwarding_instructions = forwardingInstructions(format.uuid)
  return [
    { path: consumer, data: { ...consumerBase(intake), forwarding_instructions } },
    {
      path: `products/${name}/integrations/sekoia/events_producer.yaml`,
      data: {
        description: `Events of ${format.name}, forwarded to Sekoia.io`,
        steps: [{ title: `Forward the events of ${format.name} to the intake`, show: forwarding_instructions }],
      },
    },
  ]
}

/** Where the vendor's documentation says how a third party forwards its events. */
export function forwardingInstructions(formatUuid: string): string {
  return `https://docs.sekoia.io/operation_center/integration_catalog/uuid/${formatUuid}/#instructions-on-the-3rd-party-solution`
}

function consumerBase({ format, module }: Intake): JsonRecord {
  return {
    description: format.description ?? `Events of ${format.name}`,
    intake_format_uuid: format.uuid,
    ...(format.moduleUuid && module && { automation_module_uuid: format.moduleUuid }),
  }
}

function pullConsumer(intake: Intake): JsonRecord {
  const own = toSettings(intake.connector?.arguments ?? {}, filledIn).settings
  const { settings, ...ofModule } = configurationOf(intake.module, new Set(own.map(nameOf)))
  return {
    ...consumerBase(intake),
    automation_connector_uuid: intake.format.connectorUuid ?? '',
    ...(own.length > 0 && { connector_settings: own.map(nameOf) }),
    ...ofModule,
    ...(own.length + settings.length > 0 && { settings: [...own, ...settings] }),
  }
}
