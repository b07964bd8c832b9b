import type { JsonValue } from '@meshroom/hooks-sdk'
import type { PlugState, RecordedStep } from './plug-state.ts'

type Outputs = Readonly<Record<string, JsonValue>>
type PutBy = NonNullable<PlugState['putBy']>

/** What hooks of a step put out while it runs, over what was there before. */
export interface StepOutputs {
  readonly values: Record<string, JsonValue>
  /** Those of this step. */
  readonly names: Set<string>
}

/** Opens the outputs for a setup step. What its side had put out before it was undone is gone with it. */
export function openOutputs(state: PlugState | undefined, side: RecordedStep['side']): StepOutputs {
  const { outputs = {}, putBy = {}, steps = [] } = state ?? {}
  const isThere = steps.some((step) => step.side === side)
  const kept = Object.entries(outputs).filter(([name]) => isThere || putBy[name] !== side)
  return { values: Object.fromEntries(kept), names: new Set() }
}

/** Takes in what a hook has put out. */
export function addOutputs({ values, names }: StepOutputs, put: Outputs): void {
  Object.assign(values, put)
  for (const name of Object.keys(put)) names.add(name)
}

/** Which side has put out what, once a step of a side has put out these; by name. */
export function attribute(
  before: PlugState['putBy'],
  {
    values,
    names,
    side,
  }: { readonly values: Outputs; readonly names: Iterable<string>; readonly side: RecordedStep['side'] },
): PutBy {
  const all: Record<string, RecordedStep['side']> = { ...before }
  for (const name of names) all[name] = side
  const kept = Object.entries(all).filter(([name]) => Object.hasOwn(values, name))
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether it is known of every output which side has put it out; states of before that was recorded do not say. */
export function isAttributed({ outputs, putBy = {} }: Pick<PlugState, 'outputs' | 'putBy'>): boolean {
  return Object.keys(outputs).every((name) => Object.hasOwn(putBy, name))
}
