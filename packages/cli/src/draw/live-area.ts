import { clearScreenDown, moveCursor } from 'node:readline'

/** The lines at the bottom of a terminal that are drawn again and again, below those that stay. */
export interface LiveArea {
  /** Adds lines that stay. */
  print(lines: readonly string[]): void
  /** Takes the area away while something else uses the terminal. */
  quietly<T>(during: () => Promise<T>): Promise<T>
  /** Takes the area away. */
  close(): void
}

const framesPerSecond = 10

/** @param draw The area's lines for a moment, given how many have passed; each is cut to the terminal's width. */
export function liveArea(stream: NodeJS.WriteStream, draw: (frame: number) => readonly string[]): LiveArea {
  let frame = 0
  let shown = 0
  let timer: NodeJS.Timeout | undefined
  const clear = (): void => {
    if (shown > 0) moveCursor(stream, 0, -shown)
    if (shown > 0) clearScreenDown(stream)
    shown = 0
  }
  const redraw = (): void => {
    const lines = draw(frame++).slice(0, (stream.rows || 24) - 1)
    clear()
    for (const line of lines) stream.write(`${line}\n`)
    shown = lines.length
  }
  const start = (): void => {
    timer ??= setInterval(redraw, 1000 / framesPerSecond).unref()
  }
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
    clear()
  }
  const print = (lines: readonly string[]): void => {
    clear()
    for (const line of lines) stream.write(`${line}\n`)
    redraw()
    start()
  }
  return { print, quietly: (during) => pause(during, { stop, start }), close: stop }
}

async function pause<T>(during: () => Promise<T>, { stop, start }: { stop(): void; start(): void }): Promise<T> {
  stop()
  try {
    return await during()
  } finally {
    start()
  }
}
