import { randomUUID } from 'node:crypto'
import { type CheckedCall, refuse } from '../answer.ts'
import type { Route } from '../route.ts'
import { exactly, fields, nullable, record, text, uuid } from '../shape.ts'
import { find, list } from '../table-answers.ts'
import { insert, type Row, type Tenant } from '../tenant.ts'

/** Playbook actions and where they run. */
export const actionCalls: readonly Route[] = [
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
]

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
