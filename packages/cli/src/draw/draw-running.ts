import type { EngineEvent, HookPlace } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** What is going on right now: a line for each step, and for each hook that says how far it is. */
export type Running = Map<string, string>

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** No step's id begins like this. */
const hookPrefix = 'hook '

/** The steps among what is going on, each with its plug and title. */
export function stepsOf(running: Running): string[] {
  return [...running].flatMap(([key, text]) => (key.startsWith(hookPrefix) ? [] : [text]))
}

/** Keeps `running` in step with an event. */
export function trackRunning(event: EngineEvent, running: Running): void {
  if (event.type === 'step-started') running.set(event.step, `${drawPlug(event.plug)}  ${cleanLine(event.title)}`)
  else if (event.type === 'progress') running.set(`${hookPrefix}${event.hook} ${placeText(event)}`, progressText(event))
  else if (isOver(event)) running.delete(event.step)
  else if (event.type === 'run-finished') running.clear()
}

export interface DrawRunningOptions {
  readonly paint: Paint
  /** Turns the spinner. */
  readonly frame: number
  /** Columns of the terminal: a line that wraps could not be taken back. */
  readonly width: number
}

/** Lines of the live area. */
export function drawRunning(running: Running, { paint, frame, width }: DrawRunningOptions): string[] {
  const turn = spinner[frame % spinner.length] ?? ''
  return [...running.values()].map((text) => `${paint('cyan', turn)} ${text.slice(0, width - 3)}`)
}

/** What a hook runs for, as steps are named, to stand before its words; nothing where it runs for the product. */
export function placeText({ plug, instance }: Partial<HookPlace>): string {
  if (plug !== undefined) return `${drawPlug(plug)}  `
  return instance === undefined ? '' : `${instance}  `
}

/** `sekoia: fetching the catalogue, 40%` */
export function progressText(event: Extract<EngineEvent, { type: 'progress' }>): string {
  const share = event.fraction === undefined ? '' : `, ${Math.round(event.fraction * 100)}%`
  return `${placeText(event)}${event.product}: ${cleanLine(event.message)}${share}`
}

function isOver(event: EngineEvent): event is Extract<EngineEvent, { step: string }> {
  return event.type === 'step-succeeded' || event.type === 'step-settled' || event.type === 'step-failed'
}
