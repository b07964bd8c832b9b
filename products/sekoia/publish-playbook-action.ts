import { publish } from '@meshroom/hooks-sdk'
import { asRecord, asText } from './json/narrow.ts'
import { contribute } from './publishing/contribute.ts'
import { readFiles } from './publishing/read-files.ts'
import { scaffoldNames } from './scaffolding/names.ts'

/** Contributes a custom playbook action to the public library, as a module of its own. */
export const publishAction = publish.trigger(
  { requires: ['automation_action_uuid', 'module_folder'], title: 'Propose the playbook action' },
  async (context) => {
    const { folder, target, topic = 'action', manifest } = context.integration
    const module = `${folder}/${asText(manifest.module_folder) ?? ''}`
    const { slug, action_title } = scaffoldNames(target, topic)
    const [written] = await context.files.readManifests([`${module}/manifest.json`])
    const name = asText(asRecord(written?.data).name) ?? target
    return contribute(context, {
      catalogue: 'automation_library',
      branch: `meshroom/${slug}`,
      title: `Add ${action_title.toLowerCase()} with ${name}`,
      description: asText(manifest.description) ?? `${action_title} with ${name}`,
      files: await readFiles(context, { from: module, to: folderFor(slug) }),
    })
  },
)

/** Folders of the library are named in pascal case: `MyedrSearchThreat`. */
function folderFor(slug: string): string {
  return slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
