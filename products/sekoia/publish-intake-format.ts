import { type PublishContext, publish } from '@meshroom/hooks-sdk'
import { asRecord, asText } from './json/narrow.ts'
import { contribute } from './publishing/contribute.ts'
import { readFiles } from './publishing/read-files.ts'

/** Contributes a custom intake format to the public formats: below its vendor's folder, with a manifest for the vendor. */
export const publishIntakeFormat = publish.consumer(
  { topic: 'events', requires: ['intake_format_uuid', 'intake_format_folder'], title: 'Propose the intake format' },
  async (context) => {
    const { folder, target, manifest } = context.integration
    const own = `${folder}/${asText(manifest.intake_format_folder) ?? ''}`
    const [written] = await context.files.readManifests([`${own}/_meta/manifest.yml`])
    const format = asRecord(written?.data)
    const slug = asText(format.slug) ?? target
    const files = await readFiles(context, { from: own, to: `${target}/${slug}` })
    const vendor = await vendorFiles(context, own)
    return contribute(context, {
      catalogue: 'intake_formats',
      branch: `meshroom/${slug}`,
      title: `Add the intake format ${asText(format.name) ?? slug}`,
      description: asText(format.description) ?? '',
      files: new Map([...vendor, ...files]),
    })
  },
)

/** A vendor's manifest is a module: the connector's where the format has one, otherwise one without actions. */
async function vendorFiles({ files, integration }: PublishContext, own: string): Promise<Map<string, Uint8Array>> {
  const { target, manifest } = integration
  const uuid = asText(manifest.automation_module_uuid) ?? asText(manifest.intake_format_uuid) ?? ''
  const text = [
    `uuid: ${uuid}`,
    `name: ${JSON.stringify(target)}`,
    `slug: ${JSON.stringify(target)}`,
    `description: ${JSON.stringify(`Products of ${target}`)}`,
    '',
  ]
  return new Map([
    [`${target}/_meta/manifest.yml`, new TextEncoder().encode(text.join('\n'))],
    [`${target}/_meta/logo.png`, await files.readBytes(`${own}/_meta/logo.png`)],
  ])
}
