import type { EngineEvent, PlugRef } from '@meshroom/engine'
import { cleanLine, cleanText } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import { drawBelow, drawHint } from './draw-failure.ts'
import { drawPlug } from './draw-plug.ts'
import { placeText, progressText } from './draw-running.ts'
import type { Paint } from './paint.ts'

export interface DrawEventOptions {
  readonly paint: Paint
  /** Also what hooks say for whoever debugs them. */
  readonly debug: boolean
  /** What is going on is shown elsewhere, so that only what has happened needs a line. */
  readonly live: boolean
}

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>

/** The lines that stay of an event; often none. */
export function drawEvent(event: EngineEvent, options: DrawEventOptions): string[] {
  const { paint, live } = options
  switch (event.type) {
    case 'run-started':
      return [paint('bold', `${event.action}: ${plural(event.steps, 'step')}`)]
    case 'step-started':
      return live ? [] : [`${paint('cyan', '→')} ${stepText(event)}`]
    case 'step-succeeded':
      return [`${paint('green', '✓')} ${stepText(event)}${paint('dim', durationText(event.durationMs))}`]
    case 'step-settled':
      return [`${paint('green', '✓')} ${stepText(event)}: is done already, as its check says`]
    case 'step-failed':
      return drawFailedStep(event, paint)
    case 'step-skipped':
      return [`${paint('yellow', '-')} ${stepText(event)}: skipped, ${cleanLine(event.reason)}`]
    case 'step-retried':
      return [`${paint('yellow', '↻')} ${stepText(event)}: ${retryText(event)}`]
    case 'run-finished':
      return []
    case 'progress':
      return live ? [] : [progressText(event)]
    case 'log':
      return drawLog(event, options)
    case 'warning':
      return [`${paint('yellow', 'warning')} ${cleanText(event.message)}`, ...drawHint(event.hint, paint)]
  }
}

function stepText({ plug, title }: { readonly plug: PlugRef; readonly title: string }): string {
  return `${drawPlug(plug)}  ${cleanLine(title)}`
}

function drawFailedStep(event: EventOf<'step-failed'>, paint: Paint): string[] {
  const { code, message } = event.error
  const head = `${paint('red', '✗')} ${stepText(event)}: ${paint('dim', code)} ${cleanText(message)}`
  return [head, ...drawBelow(event.error, paint)]
}

function retryText({ attempt, attempts, waitMs, reason }: EventOf<'step-retried'>): string {
  return `attempt ${attempt} of ${attempts} in ${(waitMs / 1000).toFixed(1)} s, because ${cleanLine(reason)}`
}

function durationText(durationMs: number | undefined): string {
  return durationMs === undefined ? '' : `  ${(durationMs / 1000).toFixed(1)} s`
}

const logStyles = { debug: 'dim', info: 'dim', warn: 'yellow', error: 'red' } as const

function drawLog({ level, message, ...place }: EventOf<'log'>, { paint, debug }: DrawEventOptions): string[] {
  if (level === 'debug' && !debug) return []
  const prefix = `${placeText(place)}${paint(logStyles[level], `[${place.product}]`)}`
  return cleanText(message)
    .split('\n')
    .map((line) => `${prefix} ${line}`)
}
