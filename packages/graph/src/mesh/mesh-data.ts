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
  /** `action` when the source triggers and the destination executes; `data` where unset. */
  readonly kind?: 'data' | 'action' | undefined
  readonly mode: Mode
  readonly format?: string | undefined
  readonly status?: 'up' | 'down' | 'partial' | undefined
}

/** A team's tenants and how they are connected, as plain data. */
export interface MeshData {
  readonly instances: readonly InstanceData[]
  readonly plugs: readonly PlugData[]
}

export function isAction({ kind }: PlugData): boolean {
  return kind === 'action'
}

/** Plugs in a fixed order: by source, destination, topic, mode, format. */
export function sortPlugs(plugs: readonly PlugData[]): PlugData[] {
  return [...plugs].sort((a, b) => (plugKey(a) < plugKey(b) ? -1 : plugKey(a) > plugKey(b) ? 1 : 0))
}

export function plugKey({ source, destination, topic, mode, format = '', kind = 'data' }: PlugData): string {
  return [source, destination, topic, mode, format, kind].join('\u0000')
}

/** Names of all instances, also of those that only a plug names; sorted. */
export function listInstances({ instances, plugs }: MeshData): string[] {
  const named = [
    ...instances.map(({ name }) => name),
    ...plugs.flatMap(({ source, destination }) => [source, destination]),
  ]
  return [...new Set(named)].sort()
}
