import { type HookContext, HookError, type InstanceContext } from '@meshroom/hooks-sdk'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'

type EntityContext = Pick<HookContext, 'log'> & { readonly instance: Pick<InstanceContext, 'settings'> }

/** Finds or makes the entity that new intakes belong to. @returns its UUID */
export async function ensureMainEntity(api: SekoiaApi, { instance, log }: EntityContext): Promise<string> {
  const id = asText(instance.settings.entity_id) ?? 'main'
  const { items } = await api.get('/v1/sic/conf/entities')
  const found = asList(items)
    .map(asRecord)
    .find((entity) => entity.entity_id === id)
  if (found) return uuidOf(found)
  const made = await api.post('/v1/sic/conf/entities', {
    entity_id: id,
    name: id === 'main' ? 'Main entity' : id,
    description: 'Where the intakes that Meshroom makes belong',
    alerts_generation: await firstGenerationMode(api),
  })
  log.info(`made the entity "${id}"`)
  return uuidOf(made)
}

async function firstGenerationMode(api: SekoiaApi): Promise<string> {
  const { items } = await api.get('/v1/sic/conf/generation-modes')
  const mode = asList(items)[0]
  const name = asText(mode) ?? asText(asRecord(mode).name)
  if (!name) throw new HookError('SEKOIA_UNEXPECTED', 'Sekoia.io lists no generation mode for alerts')
  return name
}

function uuidOf(entity: JsonRecord): string {
  const uuid = asText(entity.uuid)
  if (!uuid) throw new HookError('SEKOIA_UNEXPECTED', 'Sekoia.io answered an entity without a uuid')
  return uuid
}
