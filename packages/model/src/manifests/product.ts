import type { Capability } from './capability.ts'
import type { Setting } from './setting.ts'

/** What the hooks of a product may reach; everything else is refused. */
export interface Permissions {
  /** `host` or `host:port`, with `{setting}` placeholders, or the word `direct`. */
  readonly net: readonly string[]
  /** Names of programs. */
  readonly run: readonly string[]
  /** Folders of the product, or of a tenant through a `{setting}`. */
  readonly write: readonly string[]
  readonly git: boolean
}

/** A product: `products/<name>/definition.yaml`, or a folder without one. */
export interface Product {
  /** The name of its folder; a `name` in the file that differs is ignored. */
  readonly name: string
  readonly vendor?: string
  readonly description?: string
  readonly tags: readonly string[]
  /** As declared, in the order consumes, produces, triggers, executes and then of the file. */
  readonly capabilities: readonly Capability[]
  readonly settings: readonly Setting[]
  readonly permissions: Permissions
  /** Most steps that may run at once on one tenant. Unset: no limit. */
  readonly concurrency?: number
  /** Folder relative to the project: `products/<name>`. */
  readonly folder: string
  /** Definition file relative to the project; absent when the folder has none. */
  readonly file?: string
  /** Everything else that the file says, kept. */
  readonly extra: Readonly<Record<string, unknown>>
}
