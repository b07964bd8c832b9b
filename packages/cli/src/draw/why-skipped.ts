import type { EngineEvent } from '@meshroom/engine'
import { drawPlug } from './draw-plug.ts'

/** The engine names the step that failed by its id, which means nothing to people: its plug and its hook's title take the place. */
export function whySkipped(): (event: EngineEvent) => EngineEvent {
  const failed = new Map<string, string>()
  return (event) => {
    if (event.type === 'step-failed') failed.set(event.step, `${drawPlug(event.plug)} ${event.title}`)
    if (event.type !== 'step-skipped') return event
    const [id, said] = [...failed].find(([step]) => event.reason.includes(step)) ?? []
    return id === undefined || said === undefined ? event : { ...event, reason: event.reason.replace(id, () => said) }
  }
}
