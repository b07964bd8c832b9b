import type { JsonRecord } from '../json/narrow.ts'

/** Something of the catalogue that was not taken over as it stands. */
export interface Skipped {
  readonly item: string
  readonly reason: string
}

/** A playbook action that a module offers. */
export interface CatalogueAction {
  /** Name of its file without `action_` and `.json`. */
  readonly stem: string
  readonly uuid: string
  readonly name: string
  readonly slug?: string
  readonly description?: string
  /** A JSON Schema as the catalogue has it, with whatever is wrong in it. */
  readonly arguments: JsonRecord
}

/** What fetches something from a third party's API on behalf of the tenant. */
export interface CatalogueConnector {
  readonly uuid: string
  readonly name: string
  readonly feeds: 'events' | 'assets'
  readonly arguments: JsonRecord
}

/** A third party as the library of playbook modules knows it. */
export interface CatalogueModule {
  readonly folder: string
  readonly uuid?: string
  readonly slug: string
  readonly name: string
  readonly description?: string
  readonly categories: readonly string[]
  readonly configuration: JsonRecord
  /** Sorted by file. */
  readonly actions: readonly CatalogueAction[]
  readonly connectors: readonly CatalogueConnector[]
}

/** A format of events that the tenant can take in. */
export interface IntakeFormat {
  /** `<vendor folder>/<format folder>`. */
  readonly folder: string
  readonly uuid: string
  readonly slug: string
  readonly name: string
  readonly description?: string
  readonly vendor: { readonly name: string; readonly slug: string }
  readonly dataSources: readonly string[]
  readonly moduleUuid?: string
  /** Makes it a pull format: the tenant fetches the events. */
  readonly connectorUuid?: string
}

/** Both catalogues, read. */
export interface Catalogue {
  readonly modules: readonly CatalogueModule[]
  readonly formats: readonly IntakeFormat[]
  readonly skipped: readonly Skipped[]
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID in lower case, or undefined for anything else, such as a truncated one. */
export function asUuid(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return uuidShape.test(text) ? text : undefined
}
