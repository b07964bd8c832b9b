import type { ManifestFile } from '@meshroom/hooks-sdk'
import { asRecord, asText, byText, isRecord, type JsonRecord, textsOf } from '../json/narrow.ts'
import {
  asUuid,
  type CatalogueAction,
  type CatalogueConnector,
  type CatalogueModule,
  type Skipped,
} from './catalogue.ts'

const wanted = /^[^/]+\/(manifest|action_.*|connector_.*)\.json$/

/** The files of a clone of the library that {@link readModules} needs, of all its files. */
export function moduleFiles(files: readonly string[]): readonly string[] {
  return files.filter((file) => wanted.test(file)).sort(byText)
}

/** What the library has besides: a trigger starts a playbook on the platform itself, so no other product can be plugged to it. */
export function otherTriggers(files: readonly string[]): Skipped[] {
  const count = files.filter((file) => /^[^/]+\/trigger_[^/]*\.json$/.test(file)).length
  const reason = 'start playbooks on the platform itself; nothing that another product can be plugged to'
  return count > 0 ? [{ item: `${count} trigger_*.json of the automation library`, reason }] : []
}

/**
 * Reads the library of playbook modules: one folder per module.
 *
 * UUIDs are unique within a kind only (a connector and its trigger share theirs), so each kind is judged by itself.
 *
 * @param files with paths relative to the clone
 */
export function readModules(files: readonly ManifestFile[]): { modules: CatalogueModule[]; skipped: Skipped[] } {
  const skipped: Skipped[] = []
  const readable = files.flatMap((file) => readableOnly(file, skipped))
  const folders = Map.groupBy(readable, ({ path }) => path.slice(0, path.indexOf('/')))
  const seen = { module: new Set<string>(), action: new Set<string>(), connector: new Set<string>() }
  const modules = [...folders]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([folder, members]) => readModule(folder, members, { skipped, seen }))
  return { modules, skipped }
}

interface Readable {
  readonly path: string
  readonly data: JsonRecord
}

interface Reading {
  readonly skipped: Skipped[]
  readonly seen: Readonly<Record<'module' | 'action' | 'connector', Set<string>>>
}

function readableOnly(file: ManifestFile, skipped: Skipped[]): Readable[] {
  if (file.error === undefined && isRecord(file.data)) return [{ path: file.path, data: file.data }]
  skipped.push({ item: file.path, reason: file.error ?? 'is not an object' })
  return []
}

function readModule(folder: string, members: readonly Readable[], reading: Reading): CatalogueModule[] {
  const manifest = members.find(({ path }) => path === `${folder}/manifest.json`)?.data
  if (!manifest) {
    reading.skipped.push({ item: folder, reason: 'has no readable manifest.json' })
    return []
  }
  const uuid = asUuid(manifest.uuid)
  if (uuid && isSecond(uuid, 'module', reading)) {
    reading.skipped.push({ item: folder, reason: `another module has its uuid ${uuid}` })
    return []
  }
  const description = asText(manifest.description)
  const name = asText(manifest.name) ?? folder
  return [
    {
      folder,
      ...(uuid && { uuid }),
      slug: asText(manifest.slug) ?? name,
      name,
      ...(description && { description }),
      categories: textsOf(manifest.categories),
      configuration: asRecord(manifest.configuration),
      actions: membersOf(members, 'action', reading).map(readAction),
      connectors: membersOf(members, 'connector', reading).map(readConnector),
    },
  ]
}

interface Member extends Readable {
  readonly uuid: string
}

/** The members of one kind that have a UUID of their own, by the order of their files. */
function membersOf(members: readonly Readable[], kind: 'action' | 'connector', reading: Reading): Member[] {
  return members
    .filter(({ path }) => path.slice(path.indexOf('/') + 1).startsWith(`${kind}_`))
    .sort((a, b) => byText(a.path, b.path))
    .flatMap((member) => {
      const uuid = asUuid(member.data.uuid)
      const fault = !uuid
        ? 'has no valid uuid'
        : isSecond(uuid, kind, reading)
          ? `another ${kind} has its uuid ${uuid}`
          : undefined
      if (uuid && !fault) return [{ ...member, uuid }]
      reading.skipped.push({ item: member.path, reason: fault ?? '' })
      return []
    })
}

function isSecond(uuid: string, kind: 'module' | 'action' | 'connector', { seen }: Reading): boolean {
  const second = seen[kind].has(uuid)
  seen[kind].add(uuid)
  return second
}

function readAction({ path, uuid, data }: Member): CatalogueAction {
  const stem = path.slice(path.indexOf('/action_') + '/action_'.length, -'.json'.length)
  const slug = asText(data.slug) ?? asText(data.docker_parameters)
  const description = asText(data.description)
  return {
    stem,
    uuid,
    name: asText(data.name) ?? stem,
    ...(slug && { slug }),
    ...(description && { description }),
    arguments: asRecord(data.arguments),
  }
}

function readConnector({ path, uuid, data }: Member): CatalogueConnector {
  return {
    uuid,
    name: asText(data.name) ?? path,
    feeds: data.type === 'asset' ? 'assets' : 'events',
    arguments: asRecord(data.arguments),
  }
}
