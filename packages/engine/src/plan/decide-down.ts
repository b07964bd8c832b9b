import { plugKey } from '../state/plug-state.ts'
import type { Plan } from './plan.ts'
import { teardownStep } from './plan-steps.ts'
import type { RecordedPlug, RefusedPlug } from './plug-facts.ts'

/** What `down` is decided from. */
export interface DownFacts extends Pick<Plan, 'environment' | 'filter' | 'basis'> {
  readonly recorded: readonly RecordedPlug[]
  readonly refused: readonly RefusedPlug[]
}

/** Decides what `down` does: the exact reverse of what is recorded, and nothing else. Pure; plugs by name. */
export function decideDown({ environment, filter, basis, recorded, refused }: DownFacts): Plan {
  const plugs = recorded.toSorted((a, b) => (plugKey(a.state.plug) < plugKey(b.state.plug) ? -1 : 1))
  return {
    action: 'down',
    environment,
    filter,
    basis,
    steps: plugs.filter((plug) => plug.refused === undefined).flatMap(undo),
    unchanged: plugs.filter(({ state }) => state.steps.length === 0).map(({ state }) => state.plug),
    refused: [...refused, ...plugs.flatMap((plug) => plug.refused ?? [])].toSorted((a, b) =>
      plugKey(a.plug) < plugKey(b.plug) ? -1 : 1,
    ),
  }
}

function undo({ state, teardown }: RecordedPlug) {
  const cause = whyDown(state)
  return teardown.map((step) => teardownStep(state.plug, step, cause))
}

function whyDown({ failure, status, steps }: RecordedPlug['state']): string {
  if (failure?.action === 'teardown') return 'failed last time'
  const interrupted = steps.find(({ outcome }) => outcome === 'interrupted')
  if (interrupted !== undefined) return interrupted.detail ?? 'interrupted last time'
  return status === 'partial' ? 'is up in part' : 'is up'
}
