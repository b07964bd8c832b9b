import type { Mode } from '@meshroom/model'
import type { PlugRef } from './plan.ts'

/** Names plugs by their parts; what is unset lets all through. */
export interface PlugPattern {
  readonly source?: string | undefined
  readonly destination?: string | undefined
  readonly topic?: string | undefined
  readonly mode?: Mode | undefined
}

/** Which plugs a plan is about. */
export interface PlanFilter extends PlugPattern {
  /** Left out again. */
  readonly exclude?: readonly PlugPattern[] | undefined
}

export function matchesFilter(plug: PlugRef, { exclude = [], ...filter }: PlanFilter): boolean {
  return matches(plug, filter) && !exclude.some((pattern) => matches(plug, pattern))
}

function matches(plug: PlugRef, pattern: PlugPattern): boolean {
  return (
    plug.source === (pattern.source ?? plug.source) &&
    plug.destination === (pattern.destination ?? plug.destination) &&
    plug.topic === (pattern.topic ?? plug.topic) &&
    plug.mode === (pattern.mode ?? plug.mode)
  )
}
