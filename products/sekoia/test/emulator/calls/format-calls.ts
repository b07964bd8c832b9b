import { type CheckedCall, refuse } from '../answer.ts'
import type { Route } from '../route.ts'
import { anyText, fields, listOf, nullable, record, text, uuid } from '../shape.ts'
import { change, find, list } from '../table-answers.ts'
import type { Row, Tenant } from '../tenant.ts'

const formatFields = {
  name: text,
  datasources: record,
  description: anyText,
  parser: text,
  slug: text,
  taxonomy: record,
  automation_module_uuid: nullable(uuid),
  automation_connector_uuid: nullable(uuid),
  format_uuid: uuid,
}

/** Custom intake formats. */
export const formatCalls: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/ingest/formats',
    query: { 'match[name]': text },
    run: ({ formats }, { query }) => list([...formats.values()].filter(({ name }) => name === query['match[name]'])),
  },
  { method: 'GET', path: '/v1/ingest/formats/*', run: ({ formats }, { uuids }) => find(formats, uuids[0]) },
  {
    method: 'POST',
    path: '/v1/ingest/formats',
    body: fields(formatFields),
    run: (tenant, { body }) => saveFormat(tenant, String(body.format_uuid), body),
  },
  {
    method: 'PUT',
    path: '/v1/ingest/formats/*',
    body: fields(formatFields),
    run: (tenant, { uuids, body }) => {
      const there = find(tenant.formats, uuids[0])
      if (body.format_uuid !== there.uuid) refuse(422, 'format_uuid is not the one of the path')
      return saveFormat(tenant, there.uuid, body)
    },
  },
  {
    method: 'POST',
    path: '/v1/ingest/formats/*/smart-descriptions',
    body: fields({ content: listOf(record) }),
    run: ({ formats }, { uuids, body }) => change(formats, uuids[0], { smart_descriptions: body.content }),
  },
  {
    method: 'PUT',
    path: '/v1/ingest/formats/*/picture',
    body: 'multipart',
    run: ({ formats }, { uuids }) => change(formats, uuids[0], { has_picture: true }),
  },
]

function saveFormat(tenant: Tenant, uuid: string, { format_uuid: _, ...body }: CheckedCall['body']): Row {
  const { automation_module_uuid: module, automation_connector_uuid: connector } = body
  if (module !== null && !tenant.modules.has(String(module))) refuse(422, 'there is no such module')
  if (connector !== null && !tenant.connectors.has(String(connector))) refuse(422, 'there is no such connector')
  const saved = { ...tenant.formats.get(uuid), ...body, uuid }
  tenant.formats.set(uuid, saved)
  return saved
}
