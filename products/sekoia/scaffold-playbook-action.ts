import { randomUUID } from 'node:crypto'
import { type Settings, scaffold } from '@meshroom/hooks-sdk'
import { asText } from './json/narrow.ts'
import { manifestFile } from './scaffolding/manifest-file.ts'
import { moduleSettings } from './scaffolding/module-settings.ts'
import { type ScaffoldNames, scaffoldNames } from './scaffolding/names.ts'

/**
 * Writes a complete custom playbook action: a module of its own, with code that works once the third party's API is filled in. The UUIDs are
 * made once and kept in the integration's manifest; setting up a plug has the tenant install the module from git.
 */
export const scaffoldAction = scaffold.trigger({ title: 'Write a custom playbook action' }, async (context) => {
  const { integration, templates, manifests, log } = context
  const { manifest, target, folder } = integration
  const topic = integration.topic ?? 'action'
  const module_folder = asText(manifest.module_folder) ?? `${topic}_action`
  if (asText(manifest.automation_action_uuid) && !asText(manifest.module_folder)) {
    log.info('the catalogue has this action already: nothing to write')
    return
  }
  const names = scaffoldNames(target, topic)
  const module_uuid = asText(manifest.automation_module_uuid) ?? randomUUID()
  const action_uuid = asText(manifest.automation_action_uuid) ?? randomUUID()
  await templates.render('action', `${folder}/${module_folder}`, { ...names, module_uuid, action_uuid })
  const data = manifestOf(names, {
    automation_module_uuid: module_uuid,
    automation_action_uuid: action_uuid,
    module_folder,
  })
  await manifests.merge([{ path: await manifestFile(context), data }])
  log.info(`adapt ${folder}/${module_folder}/${names.package}/${names.python_topic}_action.py to the API of ${target}`)
})

/** What the integration says of its action; the argument is the one that the scaffolded action_*.json has. */
function manifestOf(names: ScaffoldNames, links: Settings): Settings {
  const query = { type: 'string', description: 'What to look for or act upon' }
  return {
    name: names.action_title,
    description: `${names.action_title} with ${names.title}`,
    ...links,
    slug: names.command,
    arguments: { type: 'object', properties: { query }, required: ['query'] },
    ...moduleSettings(names.title),
  }
}
