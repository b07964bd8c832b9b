import type { EngineEvent } from '@meshroom/engine'
import { writeNote, writeResult } from '../command/output.ts'
import { drawEvent } from './draw-event.ts'
import { drawRunning, type Running, stepsOf, trackRunning } from './draw-running.ts'
import { LiveArea } from './live-area.ts'
import { paintFor } from './paint.ts'
import { whySkipped } from './why-skipped.ts'

/** Shows what the engine tells while it works. */
export interface EventDrawer {
  emit(event: EngineEvent): void
  /** Lines of standard error that stay, above what moves. */
  say(lines: readonly string[]): void
  /** The steps that are in flight, each with its plug and title. */
  inFlight(): readonly string[]
  /** Runs a question with nothing moving on the screen. */
  quietly<T>(ask: () => Promise<T>): Promise<T>
  /** Leaves the screen as it should stay; the drawer can go on after it. */
  close(): void
}

/** One JSON object a line on standard output, for the commands that stream with `--json`. */
export function jsonDrawer(): EventDrawer {
  const running: Running = new Map()
  return {
    emit(event) {
      trackRunning(event, running)
      writeResult(JSON.stringify(event))
    },
    say: (lines) => lines.forEach(writeNote),
    inFlight: () => stepsOf(running),
    quietly: (ask) => ask(),
    close: () => {},
  }
}

/** Lines that a log file can hold; on a terminal there is besides, below them, what is going on right now. */
export function textDrawer({ debug }: { readonly debug: boolean }): EventDrawer {
  const paint = paintFor(process.stderr)
  const live = process.stderr.isTTY === true
  const running: Running = new Map()
  const sayWhy = whySkipped()
  let area: LiveArea | undefined
  return {
    emit(event) {
      trackRunning(event, running)
      const lines = drawEvent(sayWhy(event), { paint, debug, live })
      if (!live) return lines.forEach(writeNote)
      area ??= new LiveArea(process.stderr, (frame) => drawRunning(running, { paint, frame, width: columns() }))
      area.print(lines)
    },
    say: (lines) => (area ? area.print(lines) : lines.forEach(writeNote)),
    inFlight: () => stepsOf(running),
    quietly: (ask) => (area ? area.quietly(ask) : ask()),
    close: () => area?.close(),
  }
}

function columns(): number {
  return process.stderr.columns || 80
}
