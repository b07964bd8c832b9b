import type { CapabilityData, Mode, Role } from '../../match/capability.ts'
import type { InstanceData, PlugData } from '../../mesh/mesh-data.ts'

/** A product of the page. */
export interface PageProduct {
  readonly name: string
  readonly vendor?: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly capabilities: readonly CapabilityData[]
}

/** An integration that a manifest describes. */
export interface PageIntegration {
  readonly product: string
  readonly target: string
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  /** Who sets it up: the product its own end, one of the two both ends, or nobody yet. */
  readonly setup: 'self' | 'both' | 'none'
}

/** A plug of the page. */
export interface PagePlug extends PlugData {
  /** Why it cannot be set up, where it cannot. */
  readonly problem?: string
  /** The next step then. */
  readonly hint?: string
}

/** What the page shows at first. */
export interface PageView {
  readonly of: 'mesh' | 'capabilities'
  readonly focus?: string | undefined
  readonly depth?: number | undefined
  readonly topic?: string | undefined
}

/** Everything that the page knows. Nothing of it may be secret: the page is a file that people send around. */
export interface PageData {
  readonly title: string
  readonly environment: string
  readonly products: readonly PageProduct[]
  readonly integrations: readonly PageIntegration[]
  readonly instances: readonly InstanceData[]
  readonly plugs: readonly PagePlug[]
  readonly view: PageView
}
