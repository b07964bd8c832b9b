import { type HookContext, HookError, type InstanceContext } from '@meshroom/hooks-sdk'
import { oneAtATime } from '../api/one-at-a-time.ts'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'

type EntityContext = Pick<HookContext, 'log'> & { readonly instance: Pick<InstanceContext, 'name' | 'settings'> }

/** Finds or makes the entity that new intakes belong to. @returns its UUID */
export async function ensureMainEntity(api: SekoiaApi, context: EntityContext): Promise<string> {
  const id = asText(context.instance.settings.entity_id) ?? 'main'
  return oneAtATime(`entity ${id} of ${context.instance.name}`, async () => {
    const there = await findEntity(api, id)
    return uuidOf(there ?? (await makeEntity(api, id, context)))
  })
}

async function findEntity(api: SekoiaApi, id: string): Promise<JsonRecord | undefined> {
  const { items } = await api.get('/v1/sic/conf/entities')
  return asList(items)
    .map(asRecord)
    .find((entity) => entity.entity_id === id)
}

/** Somebody else may have made it in the meantime. */
async function makeEntity(api: SekoiaApi, id: string, { log }: EntityContext): Promise<JsonRecord> {
  const body = {
    entity_id: id,
    name: id === 'main' ? 'Main entity' : id,
    description: 'Where the intakes that Meshroom makes belong',
    alerts_generation: await firstGenerationMode(api),
  }
  try {
    const made = await api.post('/v1/sic/conf/entities', body)
    log.info(`made the entity "${id}"`)
    return made
  } catch (error) {
    const there = await findEntity(api, id)
    if (there) return there
    throw error
  }
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
