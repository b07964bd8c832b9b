import type { Mode } from '../match/capability.ts'

/** A tenant of a product. */
export interface InstanceData {
  readonly name: string
  readonly product: string
}

/** A connection of two tenants. */
export interface PlugData {
  /** Name of the instance that produces or triggers. */
  readonly source: string
  /** Name of the instance that consumes or executes. */
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
  readonly format?: string | undefined
  readonly status?: 'up' | 'down' | 'partial' | undefined
}

/** A team's tenants and how they are connected, as plain data. */
export interface MeshData {
  readonly instances: readonly InstanceData[]
  readonly plugs: readonly PlugData[]
}
