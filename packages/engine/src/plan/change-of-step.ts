import type { PlugState } from '../state/plug-state.ts'
import { explainChange } from './explain-change.ts'
import type { DesiredStep } from './plug-facts.ts'

/**
 * Why a step is to run: it was never done, or not to its end, or with other inputs.
 *
 * @returns undefined where it is as it should be
 */
export function changeOf(step: DesiredStep, recorded: PlugState['steps']): string | undefined {
  const before = recorded.find(({ side, hook }) => side === step.side && hook === step.hook)
  if (before === undefined) return 'new'
  return before.outcome === 'done' ? explainChange(before.inputs, step.inputs) : unfinished(before)
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
