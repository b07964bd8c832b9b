import { refuse } from '../answer.ts'
import type { Route } from '../route.ts'
import { fields, uuid } from '../shape.ts'
import { find, list } from '../table-answers.ts'
import { insert, type Tenant } from '../tenant.ts'

/** Playbooks and their runs. */
export const playbookCalls: readonly Route[] = [
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
