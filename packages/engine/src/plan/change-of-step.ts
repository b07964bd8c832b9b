import type { PlugState } from '../state/plug-state.ts'
import { explainChange } from './explain-change.ts'
import type { DesiredStep } from './plug-facts.ts'

/**
 * Why a step is not as it should be.
 *
 * @param withNew also where it was never done, or not to its end
 * @returns undefined where it is
 */
export function changeOf(step: DesiredStep, recorded: PlugState['steps'], withNew = false): string | undefined {
  const before = recorded.find(({ side, hook }) => side === step.side && hook === step.hook)
  if (before === undefined) return withNew ? 'new' : undefined
  if (before.outcome !== 'done') return withNew ? unfinished(before) : undefined
  return explainChange(before.inputs, step.inputs)
}

function unfinished({ outcome, detail }: PlugState['steps'][number]): string {
  switch (outcome) {
    case 'interrupted':
      return detail ?? 'interrupted last time'
    case 'outdated':
      return 'an earlier step of the plug ran again'
    case 'drifted':
      return detail === undefined ? 'drifted' : `drifted: ${detail}`
    default:
      return 'failed last time'
  }
}
