import { type CheckedCall, refuse } from '../answer.ts'
import type { Route } from '../route.ts'
import { anyText, fields, listOf, record, text, uuid } from '../shape.ts'
import { list, remove } from '../table-answers.ts'
import { ingest, insert, newIntakeKey, type Row, type Tenant } from '../tenant.ts'

/** Intakes and entities, and the host that takes events in. */
export const intakeCalls: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/sic/conf/intakes',
    query: { 'match[name]': text, 'match[format_uuid]': uuid },
    run: ({ intakes }, { query }) =>
      list(
        [...intakes.values()].filter(
          ({ name, format_uuid }) => name === query['match[name]'] && format_uuid === query['match[format_uuid]'],
        ),
      ),
  },
  {
    method: 'POST',
    path: '/v1/sic/conf/intakes',
    body: fields(
      { entity_uuid: uuid, format_uuid: uuid, name: text },
      { connector_configuration: record, connector_module_configuration_uuid: uuid },
    ),
    run: (tenant, { body }) => createIntake(tenant, body),
  },
  { method: 'DELETE', path: '/v1/sic/conf/intakes/*', run: ({ intakes }, { uuids }) => remove(intakes, uuids[0]) },
  { method: 'GET', path: '/v1/sic/conf/entities', run: ({ entities }) => list([...entities.values()]) },
  {
    method: 'POST',
    path: '/v1/sic/conf/entities',
    body: fields({ entity_id: text, name: text, description: anyText, alerts_generation: text }),
    run: (tenant, { body }) => createEntity(tenant, body),
  },
  { method: 'GET', path: '/v1/sic/conf/generation-modes', run: () => list(generationModes) },
]

function createIntake(tenant: Tenant, body: CheckedCall['body']): Row {
  if (!tenant.entities.has(String(body.entity_uuid))) refuse(422, 'there is no such entity')
  const format = tenant.formats.get(String(body.format_uuid)) ?? refuse(422, 'there is no such format')
  const pulls = typeof format.automation_connector_uuid === 'string'
  if (pulls !== (body.connector_configuration !== undefined))
    refuse(422, `connector_configuration is ${pulls ? 'missing' : 'for formats with a connector'}`)
  checkAccount(tenant, format, body.connector_module_configuration_uuid)
  return insert(tenant.intakes, { ...body, intake_key: newIntakeKey() })
}

function checkAccount(tenant: Tenant, format: Row, account: unknown): void {
  const module = tenant.modules.get(String(format.automation_module_uuid))
  const { properties = {} } = (module?.configuration ?? {}) as { properties?: object }
  const needs = typeof format.automation_connector_uuid === 'string' && Object.keys(properties).length > 0
  if (needs !== (account !== undefined))
    refuse(422, `connector_module_configuration_uuid is ${needs ? 'missing' : 'not for this format'}`)
  if (!needs) return
  if (tenant.configurations.get(String(account))?.module_uuid !== module?.uuid)
    refuse(422, 'there is no such configuration of the module')
}

function createEntity({ entities }: Tenant, body: CheckedCall['body']): Row {
  if (!generationModes.some(({ name }) => name === body.alerts_generation)) refuse(422, 'alerts_generation is no mode')
  if ([...entities.values()].some(({ entity_id }) => entity_id === body.entity_id)) refuse(422, 'entity_id is taken')
  return insert(entities, body)
}

const generationModes = [{ name: 'automatic' }, { name: 'manual' }]

export const intakeRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/',
    body: fields({ json: text, intake_key: text }),
    run: (tenant, { body }) => ({
      event_id: ingest(tenant, { intake: intakeOf(tenant, body), line: String(body.json) }).uuid,
    }),
  },
  {
    method: 'POST',
    path: '/batch',
    body: fields({ jsons: listOf(text), intake_key: text }),
    run: (tenant, { body }) => {
      const intake = intakeOf(tenant, body)
      return { event_ids: (body.jsons as string[]).map((line) => ingest(tenant, { intake, line }).uuid) }
    },
  },
]

function intakeOf({ intakes }: Tenant, { intake_key }: CheckedCall['body']): Row {
  return [...intakes.values()].find((intake) => intake.intake_key === intake_key) ?? refuse(401, 'unknown intake key')
}
