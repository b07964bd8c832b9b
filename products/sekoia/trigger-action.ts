import { type ActionContext, HookError, type JsonValue, trigger } from '@meshroom/hooks-sdk'
import { checkArguments } from './actions/check-arguments.ts'
import { findAction } from './actions/find-action.ts'
import { openApi, type SekoiaApi } from './api/sekoia-api.ts'
import { waitForTask } from './api/wait-for-task.ts'
import { asList, asRecord, asText, byText, type JsonRecord } from './json/narrow.ts'
import { listModuleConfigurations } from './settings/module-configuration.ts'

/** Runs a playbook action, by the plug's integration, its UUID or its name, and answers what came of it. */
export const runAction = trigger({ title: 'Run a playbook action' }, async (context) => {
  const uuid = await findAction(context)
  const api = await openApi(context)
  const action = await api.get(`/v1/symphony/actions/${uuid}`)
  const body = {
    action_uuid: uuid,
    slug: asText(action.slug) ?? '',
    arguments: checkArguments(context.arguments, asRecord(action.arguments)),
    account_uuid: await chooseAccount(api, context, action),
    notebook_uuid: await chooseNotebook(api, context),
    community_uuid: await chooseCommunity(api, context),
  }
  const run = await api.post(`/v1/notebooks/actions/${uuid}/run`, body)
  await waitForTask(api, String(run.task_id), context)
  return (await api.get(`/v1/notebooks/queries/runs/${String(run.uuid)}`)) as JsonValue
})

/** The account that the plug's setup made; otherwise the only one that the module has, or the first by name. */
async function chooseAccount(api: SekoiaApi, { plug, log }: ActionContext, action: JsonRecord): Promise<string | null> {
  const recorded = asText(plug?.outputs.account_uuid)
  const module = asText(action.module_uuid)
  if (recorded || !module) return recorded ?? null
  const accounts = (await listModuleConfigurations(api, module)).sort((a, b) => byText(String(a.name), String(b.name)))
  if (accounts.length > 1) log.info(`${accounts.length} accounts could run it; using "${String(accounts[0]?.name)}"`)
  return asText(accounts[0]?.uuid) ?? null
}

async function chooseNotebook(api: SekoiaApi, { instance }: ActionContext): Promise<string> {
  const wanted = asText(instance.settings.notebook)
  const { items } = await api.get('/v1/notebooks', { trashed: 'false' })
  const notebooks = asList(items).map(asRecord)
  const found = wanted ? notebooks.find(({ uuid, name }) => uuid === wanted || name === wanted) : notebooks[0]
  const uuid = asText(found?.uuid)
  if (uuid) return uuid
  const hint = wanted ? `meshroom configure ${instance.name} -c notebook=…` : 'create a notebook in Sekoia.io'
  throw new HookError(
    'NOTEBOOK_MISSING',
    wanted ? `there is no notebook "${wanted}"` : 'actions run in a notebook, and there is none',
    {
      hint,
    },
  )
}

async function chooseCommunity(api: SekoiaApi, { instance }: ActionContext): Promise<string> {
  const me = await api.get('/v1/me')
  const uuid =
    asText(instance.settings.community_uuid) ?? asText(me.community_uuid) ?? asText(asRecord(me.community).uuid)
  if (uuid) return uuid
  const hint = `meshroom configure ${instance.name} -c community_uuid=…`
  throw new HookError('COMMUNITY_UNKNOWN', 'the API key does not say which community it is of', { hint })
}
