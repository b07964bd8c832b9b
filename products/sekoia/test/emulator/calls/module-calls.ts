import { refuse } from '../answer.ts'
import { installModule } from '../install-module.ts'
import type { Route } from '../route.ts'
import { exactly, fields, nullable, record, text, uuid } from '../shape.ts'
import { find, list } from '../table-answers.ts'
import { insert, type Tenant } from '../tenant.ts'

/** Modules, their configurations and the tasks that install them. */
export const moduleCalls: readonly Route[] = [
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
]

function startTask({ tasks }: Tenant): string {
  return insert(tasks, { status: 'RUNNING', attributes: { validation_steps: [] } }).uuid
}
