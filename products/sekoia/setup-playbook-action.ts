import { check, HookError, type SideContext, setup, teardown } from '@meshroom/hooks-sdk'
import { syncModule } from './actions/sync-module.ts'
import { openApi, type SekoiaApi } from './api/sekoia-api.ts'
import { asText } from './json/narrow.ts'
import { ensureModuleConfiguration } from './settings/module-configuration.ts'

/** Installs a custom action from git where it is one of this project, and configures its module. */
export const installAction = setup.trigger(
  { requires: ['automation_action_uuid'], title: 'Install the playbook action' },
  async (context) => {
    const api = await openApi(context)
    await requireAction(api, context)
    const account = await ensureModuleConfiguration(api, context)
    await context.plug.output('account_uuid', account ?? null)
  },
)

/** Forgets the plug's account; the action stays installed, because the tenant's playbooks may use it. */
export const releaseAction = teardown.trigger(
  { requires: ['automation_action_uuid'], title: 'Release the playbook action' },
  async ({ plug, integration, log }) => {
    await plug.output('account_uuid', null)
    log.info(`the action ${integration.topic ?? plug.topic} stays installed for the tenant's own playbooks`)
  },
)

/** Looks whether the action is on the tenant. */
export const actionIsThere = check.trigger({ requires: ['automation_action_uuid'] }, async (context) => {
  const api = await openApi(context)
  return { status: (await api.find(pathOf(context))) ? 'present' : 'absent' }
})

/** A custom action is synchronised whenever a repository is set, so that the tenant has its newest code. */
async function requireAction(api: SekoiaApi, context: SideContext): Promise<void> {
  const custom = asText(context.integration.manifest.module_folder)
  const repository = asText(context.instance.settings.actions_repository)
  if (custom && (repository || !(await api.find(pathOf(context))))) await syncModule(api, context)
  if (await api.find(pathOf(context))) return
  const { integration, instance } = context
  throw new HookError(
    'ACTION_MISSING',
    `${instance.name} has no action ${asText(integration.manifest.automation_action_uuid)}`,
    {
      hint: custom ? `check that the module in ${integration.folder} has this uuid` : 'meshroom pull sekoia',
    },
  )
}

function pathOf({ integration }: SideContext): string {
  return `/v1/symphony/actions/${asText(integration.manifest.automation_action_uuid)}`
}
