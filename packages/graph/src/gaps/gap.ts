import type { CapabilityData, Mode } from '../match/capability.ts'
import type { End } from './setup.ts'

/** A capability that a product would have to declare. */
export interface MissingCapability {
  readonly kind: 'capability'
  readonly product: string
  readonly capability: CapabilityData
  /** Arguments of `meshroom` that declare it; it leaves open what they cannot say, which matches too. */
  readonly scaffold: readonly string[]
}

/** A setup hook that a product would have to have. */
export interface MissingSetup extends End {
  readonly kind: 'setup'
  /** Whether it has to set up both ends. */
  readonly ownsBoth: boolean
  /** Arguments of `meshroom` that scaffold the integration it belongs to. */
  readonly scaffold: readonly string[]
}

export type MissingPart = MissingCapability | MissingSetup

/** One smallest set of what is missing for a flow: all of it connects, and nothing of it can be left out. */
export interface Gap {
  readonly source: string
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
  readonly format: string | undefined
  readonly missing: readonly MissingPart[]
}

export function missingCapability(product: string, capability: CapabilityData): MissingCapability {
  const { topic = '', role } = capability
  const scaffold = ['create', 'capability', product, topic, role, ...narrowingFlags(capability)]
  return { kind: 'capability', product, capability, scaffold }
}

export function missingSetup(end: End, ownsBoth: boolean): MissingSetup {
  const scaffold = ['create', 'integration', end.product, end.target, end.topic, end.role, ...narrowingFlags(end)]
  return { kind: 'setup', ...end, ownsBoth, scaffold }
}

function narrowingFlags({ mode, format }: Pick<CapabilityData, 'mode' | 'format'>): string[] {
  return [...(mode === 'pull' ? ['--mode', 'pull'] : []), ...(format === undefined ? [] : ['--format', format])]
}

/** Equal exactly for parts that are the same. */
export function partKey(part: MissingPart): string {
  return part.kind === 'capability'
    ? JSON.stringify([part.kind, part.product, Object.entries(part.capability).sort(byName)])
    : JSON.stringify([part.kind, part.product, part.role, part.mode, part.format, part.ownsBoth])
}

/** Capabilities that say the same may have their keys in any order. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
