import { HookError, type SideContext } from '@meshroom/hooks-sdk'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { waitForTask } from '../api/wait-for-task.ts'
import { asText } from '../json/narrow.ts'

/**
 * Has the tenant install a module of this project from the git repository that it can read the project from, and follows each step of it.
 *
 * @throws HookError `ACTIONS_REPOSITORY_MISSING` where no such repository is set; `SEKOIA_TASK_FAILED`
 */
export async function syncModule(api: SekoiaApi, context: SideContext): Promise<void> {
  const { settings, name } = context.instance
  const { folder, manifest } = context.integration
  const git = asText(settings.actions_repository)
  if (!git) {
    throw new HookError(
      'ACTIONS_REPOSITORY_MISSING',
      'Sekoia.io installs a custom module from git, and no repository is set',
      {
        hint: `push this project where Sekoia.io can read it, then: meshroom configure ${name} -c actions_repository=https://…`,
      },
    )
  }
  const path = `${folder}/${asText(manifest.module_folder) ?? ''}`
  const branch = asText(settings.actions_branch) ?? 'main'
  const ssh_key_id = asText(settings.actions_ssh_key_id) ?? null
  context.progress(`installing ${path} from ${git}`)
  const { task_uuid } = await api.post('/v1/symphony/modules/from-git', { git, branch, path, ssh_key_id })
  await waitForTask(api, String(task_uuid), context)
}
