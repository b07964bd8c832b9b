import type { DesiredPlug } from '../plan/plug-facts.ts'
import { digestValue } from '../state/digest-code.ts'
import type { MeshFacts } from './gather-facts.ts'

/** Of everything that a plan is decided from: while it is the same, the plan is. */
export function digestFacts({ desired, recorded, abandoned, unreadable, refused, code }: MeshFacts): string {
  return digestValue([
    desired.map(wantedOf),
    [...recorded].sort(([a], [b]) => (a < b ? -1 : 1)),
    abandoned.map(({ state, cause }) => [state.plug, cause]),
    unreadable,
    refused,
    code,
  ])
}

/** Without what else is known of how the plug was described. */
function wantedOf({ plug, format, steps, adopted }: DesiredPlug) {
  return { plug, format, steps, adopted }
}
