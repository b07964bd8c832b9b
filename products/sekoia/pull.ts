import { type ManifestFile, type MergeReport, type PullContext, pull } from '@meshroom/hooks-sdk'
import { formatFiles, readIntakeFormats } from './catalogue/read-intake-formats.ts'
import { moduleFiles, otherTriggers, readModules } from './catalogue/read-modules.ts'
import { type PulledManifests, toManifests } from './catalogue/to-manifests.ts'
import { asText, byText } from './json/narrow.ts'

const library = 'mirrors/sekoia/automation-library'
const formats = 'mirrors/sekoia/intake-formats'

/** Brings every third party of the two public catalogues into the project, with the integrations on both sides. */
export const pullCatalogue = pull({ title: 'Pull the Sekoia.io catalogue', timeout: 900_000 }, async (context) => {
  const { settings } = context
  await clone(context, {
    url: asText(settings.automation_library_url),
    setting: 'automation_library_url',
    into: library,
  })
  await clone(context, { url: asText(settings.intake_formats_url), setting: 'intake_formats_url', into: formats })
  context.progress('reading the catalogues')
  const modulePaths = await context.files.list(library)
  const formatPaths = await context.files.list(formats)
  const fromModules = readModules(await readAll(context, library, moduleFiles(modulePaths)))
  const fromFormats = readIntakeFormats(await readAll(context, formats, formatFiles(formatPaths)), formatPaths)
  const pulled = toManifests({
    modules: fromModules.modules,
    formats: fromFormats.formats,
    skipped: [...otherTriggers(modulePaths), ...fromModules.skipped, ...fromFormats.skipped],
  })
  context.progress(`merging ${pulled.manifests.length} manifests`)
  const merged = await context.manifests.merge(pulled.manifests)
  return {
    products: pulled.products,
    integrations: pulled.consumers + pulled.triggers,
    skipped: [...pulled.skipped].sort((a, b) => byText(a.item, b.item)),
    summary: summaryOf(pulled, merged),
  }
})

function summaryOf({ products, triggers, consumers }: PulledManifests, merged: MergeReport): string {
  const { created, updated, unchanged, kept } = merged
  const files = `${created.length} files created, ${updated.length} updated, ${unchanged.length} as they were`
  const mine = kept.length > 0 ? `, ${kept.length} values kept as a person changed them` : ''
  return `${products} products, ${triggers} triggers and ${consumers} consumers; ${files}${mine}`
}

async function clone(
  context: PullContext,
  { url, setting, into }: { url: string | undefined; setting: string; into: string },
): Promise<void> {
  if (!url) throw new Error(`the setting ${setting} is empty: it must be the URL of a catalogue`)
  context.progress(`fetching ${url}`)
  await context.git.sync({ url, into })
}

/** Reads in slices, so that no single message between the hook and the engine grows with the catalogue. */
async function readAll({ files }: PullContext, folder: string, paths: readonly string[]): Promise<ManifestFile[]> {
  const found: ManifestFile[] = []
  for (let start = 0; start < paths.length; start += 200) {
    const slice = paths.slice(start, start + 200).map((path) => `${folder}/${path}`)
    found.push(...(await files.readManifests(slice)))
  }
  return found.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }))
}
