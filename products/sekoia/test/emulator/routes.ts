import { randomUUID } from 'node:crypto'
import { type CheckedCall, refuse } from './answer.ts'
import { installModule } from './install-module.ts'
import { parseTerm, searchEvents } from './search-events.ts'
import { anyText, exactly, fields, flag, instant, listOf, nullable, record, type Shape, text, uuid } from './shape.ts'
import { ingest, insert, newIntakeKey, type Row, type Table, type Tenant } from './tenant.ts'

/** A call that the tenant answers; whatever no route has is refused. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Segments of `*` are UUIDs. */
  readonly path: string
  readonly query?: Readonly<Record<string, Shape>>
  readonly body?: Shape | 'multipart'
  readonly run: (tenant: Tenant, call: CheckedCall, notify: (message: unknown) => void) => unknown
}

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

/** The calls of the API, by the purpose they are documented for. */
export const routes: readonly Route[] = [
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
  {
    method: 'GET',
    path: '/v1/symphony/module-configurations',
    query: { 'match[module_uuid]': uuid, with_module: exactly('true') },
    run: ({ configurations, modules }, { query }) =>
      list(
        [...configurations.values()]
          .filter(({ module_uuid }) => module_uuid === query['match[module_uuid]'])
          .map((row) => ({ ...row, value: undefined, module: modules.get(String(row.module_uuid)) })),
      ),
  },
  {
    method: 'POST',
    path: '/v1/symphony/module-configurations',
    body: fields({ name: text, module_uuid: uuid, value: record }),
    run: ({ modules, configurations }, { body }) => {
      if (!modules.has(String(body.module_uuid))) refuse(422, 'there is no such module')
      return insert(configurations, body)
    },
  },
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
  {
    method: 'POST',
    path: '/v1/symphony/modules/from-git',
    body: fields({ branch: text, git: text, path: text, ssh_key_id: nullable(text) }),
    run: (tenant, { body }) => {
      const task_uuid = startTask(tenant)
      const source = { git: String(body.git), branch: String(body.branch), path: String(body.path) }
      void installModule(tenant, task_uuid, source)
      return { task_uuid }
    },
  },
  { method: 'GET', path: '/v1/tasks/*', run: ({ tasks }, { uuids }) => find(tasks, uuids[0]) },
  {
    method: 'POST',
    path: '/v1/sic/conf/events/search/jobs',
    body: fields({ term: text, earliest_time: instant, latest_time: instant, visible: flag, only_eternal: flag }),
    run: (tenant, { body }, notify) => {
      if (!parseTerm(String(body.term))) refuse(422, 'the term cannot be read')
      const job = insert(tenant.jobs, { ...body, status: 'running' })
      setImmediate(() => finishJob(tenant, job, notify))
      return job
    },
  },
  {
    method: 'GET',
    path: '/v1/sic/conf/events/search/jobs/*/events',
    query: { limit: exactly('50') },
    run: (tenant, { uuids }) => pageOfJob(find(tenant.jobs, uuids[0])),
  },
  { method: 'GET', path: '/v1/symphony/actions/*', run: ({ actions }, { uuids }) => find(actions, uuids[0]) },
  {
    method: 'GET',
    path: '/v1/notebooks',
    query: { trashed: exactly('false') },
    run: ({ notebooks }) => list([...notebooks.values()].filter(({ trashed }) => trashed !== true)),
  },
  { method: 'GET', path: '/v1/me', run: ({ communityUuid }) => ({ community: { uuid: communityUuid } }) },
  {
    method: 'POST',
    path: '/v1/notebooks/actions/*/run',
    body: fields({
      account_uuid: nullable(uuid),
      notebook_uuid: uuid,
      action_uuid: uuid,
      slug: text,
      community_uuid: uuid,
      arguments: record,
    }),
    run: (tenant, { uuids, body }) => runAction(tenant, find(tenant.actions, uuids[0]), body),
  },
  { method: 'GET', path: '/v1/notebooks/queries/runs/*', run: ({ runs }, { uuids }) => find(runs, uuids[0]) },
  { method: 'GET', path: '/v1/symphony/playbooks/*', run: ({ playbooks }, { uuids }) => find(playbooks, uuids[0]) },
  {
    method: 'POST',
    path: '/v1/symphony/trigger-configurations/*',
    body: fields({ event: fields({ alert_uuid: uuid, playbook_uuid: uuid }) }),
    run: (tenant, { uuids, body }) =>
      runPlaybook(tenant, uuids[0] ?? '', body.event as Readonly<Record<string, unknown>>),
  },
  {
    method: 'GET',
    path: '/v1/symphony/playbook-runs',
    query: { 'match[playbook_uuid]': uuid },
    run: ({ playbookRuns }, { query }) =>
      list([...playbookRuns.values()].filter(({ playbook_uuid }) => playbook_uuid === query['match[playbook_uuid]'])),
  },
  { method: 'GET', path: '/v1/symphony/node-runs/*', run: ({ nodeRuns }, { uuids }) => find(nodeRuns, uuids[0]) },
]

/** The calls of the host that takes events in. */
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

const generationModes = [{ name: 'automatic' }, { name: 'manual' }]

function list(items: readonly unknown[]) {
  return { items, total: items.length }
}

function find(table: Table, uuid = ''): Row {
  return table.get(uuid) ?? refuse(404, `there is no ${uuid}`)
}

function remove(table: Table, uuid = ''): object {
  find(table, uuid)
  table.delete(uuid)
  return {}
}

function change(table: Table, uuid: string | undefined, values: object): Row {
  const changed = { ...find(table, uuid), ...values }
  table.set(changed.uuid, changed)
  return changed
}

function createIntake(tenant: Tenant, body: CheckedCall['body']): Row {
  if (!tenant.entities.has(String(body.entity_uuid))) refuse(422, 'there is no such entity')
  const format = tenant.formats.get(String(body.format_uuid)) ?? refuse(422, 'there is no such format')
  const pulls = typeof format.automation_connector_uuid === 'string'
  if (pulls !== (body.connector_configuration !== undefined))
    refuse(422, `connector_configuration is ${pulls ? 'missing' : 'for formats with a connector'}`)
  checkAccount(tenant, format, body.connector_module_configuration_uuid)
  return insert(tenant.intakes, { ...body, intake_key: newIntakeKey() })
}

/** A module with a configuration needs an account, one of its own; a push format has none. */
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

function saveFormat(tenant: Tenant, uuid: string, { format_uuid: _, ...body }: CheckedCall['body']): Row {
  const { automation_module_uuid: module, automation_connector_uuid: connector } = body
  if (module !== null && !tenant.modules.has(String(module))) refuse(422, 'there is no such module')
  if (connector !== null && !tenant.connectors.has(String(connector))) refuse(422, 'there is no such connector')
  const saved = { ...tenant.formats.get(uuid), ...body, uuid }
  tenant.formats.set(uuid, saved)
  return saved
}

function startTask({ tasks }: Tenant): string {
  return insert(tasks, { status: 'RUNNING', attributes: { validation_steps: [] } }).uuid
}

function finishJob(tenant: Tenant, job: Row, notify: (message: unknown) => void): void {
  const found = searchEvents(tenant, job as unknown as Parameters<typeof searchEvents>[1])
  tenant.jobs.set(job.uuid, { ...job, status: 'done', found })
  notify({ type: 'search-job', action: 'updated', attributes: { uuid: job.uuid, updated: { status: 'done' } } })
}

function pageOfJob({ status, found }: Row): object {
  if (status !== 'done' || !Array.isArray(found)) return refuse(409, 'the job is not done')
  return { items: found.slice(0, 50), total: found.length }
}

function runAction(tenant: Tenant, action: Row, body: CheckedCall['body']): object {
  if (body.action_uuid !== action.uuid) refuse(422, 'action_uuid is not the one of the path')
  if (body.slug !== action.slug) refuse(422, 'slug is not that of the action')
  if (body.community_uuid !== tenant.communityUuid) refuse(422, 'there is no such community')
  if (!tenant.notebooks.has(String(body.notebook_uuid))) refuse(422, 'there is no such notebook')
  if (body.account_uuid !== null && !tenant.configurations.has(String(body.account_uuid)))
    refuse(422, 'there is no such account')
  const run = insert(tenant.runs, {
    action_uuid: action.uuid,
    status: 'finished',
    results: { arguments: body.arguments },
  })
  const task_id = randomUUID()
  tenant.tasks.set(task_id, { uuid: task_id, status: 'FINISHED', attributes: { validation_steps: [] } })
  return { task_id, uuid: run.uuid }
}

function runPlaybook(tenant: Tenant, configuration: string, event: Readonly<Record<string, unknown>>): object {
  const playbook = [...tenant.playbooks.values()].find((row) => JSON.stringify(row).includes(configuration))
  if (!playbook) return refuse(404, `there is no ${configuration}`)
  if (event.playbook_uuid !== playbook.uuid) refuse(422, 'playbook_uuid is not the one of the trigger')
  if (!tenant.alerts.has(String(event.alert_uuid))) refuse(422, 'there is no such alert')
  const node = insert(tenant.nodeRuns, {
    name: 'Trigger',
    status: 'finished',
    output: { alert_uuid: event.alert_uuid },
  })
  return insert(tenant.playbookRuns, { playbook_uuid: playbook.uuid, status: 'finished', node_runs: [node.uuid] })
}

function intakeOf({ intakes }: Tenant, { intake_key }: CheckedCall['body']): Row {
  return [...intakes.values()].find((intake) => intake.intake_key === intake_key) ?? refuse(401, 'unknown intake key')
}
