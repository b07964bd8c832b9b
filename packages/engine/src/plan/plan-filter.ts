import type { Mode } from '@meshroom/model'
import type { PlugRef } from './plan.ts'

/** Which plugs a plan is about; what is unset lets all through. */
export interface PlanFilter {
  readonly source?: string | undefined
  readonly destination?: string | undefined
  readonly topic?: string | undefined
  readonly mode?: Mode | undefined
}

export function matchesFilter(plug: PlugRef, filter: PlanFilter): boolean {
  return (
    plug.source === (filter.source ?? plug.source) &&
    plug.destination === (filter.destination ?? plug.destination) &&
    plug.topic === (filter.topic ?? plug.topic) &&
    plug.mode === (filter.mode ?? plug.mode)
  )
}
