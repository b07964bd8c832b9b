import type { RecordedPlug } from './plug-facts.ts'

/** What has begun and is not over is not cut off where a run is at it: each such step says so instead. */
export function markRunning(
  recorded: ReadonlyMap<string, RecordedPlug>,
  running: string,
): ReadonlyMap<string, RecordedPlug> {
  return new Map([...recorded].map(([key, plug]) => [key, markPlug(plug, running)]))
}

function markPlug(plug: RecordedPlug, detail: string): RecordedPlug {
  const steps = plug.state.steps.map((step) => (step.outcome === 'interrupted' ? { ...step, detail } : step))
  return { ...plug, state: { ...plug.state, steps } }
}
