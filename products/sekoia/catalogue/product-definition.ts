import { byText, type JsonRecord } from '../json/narrow.ts'
import type { CatalogueModule, Skipped } from './catalogue.ts'
import type { Intake, Join, Party } from './join-catalogues.ts'
import { filledIn } from './module-settings.ts'
import { toSettings } from './to-settings.ts'

interface DefinitionFacts {
  readonly intake: Intake | undefined
  readonly topics: readonly string[]
  readonly join: Join
}

/** What a third party is, has to be told and can do, as far as the catalogues know. */
export function definitionOf({ name, module, format }: Party, { intake, topics, join }: DefinitionFacts): JsonRecord {
  const configuration = module ?? (intake?.mode === 'pull' ? intake.module : undefined)
  const { settings, notes } = toSettings(configuration?.configuration ?? {}, filledIn)
  join.skipped.push(...(module ? notes : []).map((note) => noteOf(name, note)))
  join.skipped.push(
    ...toSettings(intake?.connector?.arguments ?? {}, filledIn).notes.map((note) => noteOf(`${name}: connector`, note)),
  )
  const tags = module?.categories ?? intake?.module?.categories ?? []
  const produces = producesOf(intake, module)
  return {
    name,
    vendor: format?.vendor.name ?? module?.name ?? name,
    description: module?.description ?? format?.description ?? format?.name ?? name,
    tags: [...tags],
    ...(settings.length > 0 && { settings }),
    ...(Object.keys(produces).length > 0 && { produces }),
    ...(topics.length > 0 && {
      executes: Object.fromEntries(topics.toSorted(byText).map((topic) => [topic, [{ mode: 'push' }]])),
    }),
  }
}

function producesOf(intake: Intake | undefined, module: CatalogueModule | undefined): JsonRecord {
  return {
    ...(intake && { events: [{ mode: intake.mode }] }),
    ...(module?.connectors.some(({ feeds }) => feeds === 'assets') && { assets: [{ mode: 'pull' }] }),
  }
}

function noteOf(where: string, note: string): Skipped {
  const cut = note.indexOf(': ')
  return { item: `${where}: setting ${note.slice(0, cut)}`, reason: note.slice(cut + 2) }
}
