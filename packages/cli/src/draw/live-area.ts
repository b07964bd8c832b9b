import type { createLogUpdate } from 'log-update'

const framesPerSecond = 10

/** So soon after a frame no other is drawn: of ten thousand steps nobody sees more, and drawing them all would take longer than they do. */
const restMs = 30

/** The lines at the bottom of a terminal that are drawn again and again, below those that stay. */
export class LiveArea {
  readonly #stream: NodeJS.WriteStream
  readonly #draw: (frame: number) => readonly string[]
  /** Lines that stay, and are not on the screen yet. */
  #waiting: string[] = []
  #log: ReturnType<typeof createLogUpdate> | undefined
  #timer: NodeJS.Timeout | undefined
  #frame = 0
  #drawnAt = Number.NEGATIVE_INFINITY
  #isQuiet = false
  readonly #onExit = () => this.close()

  /** @param draw Its lines for a moment, given how many have passed. */
  constructor(stream: NodeJS.WriteStream, draw: (frame: number) => readonly string[]) {
    this.#stream = stream
    this.#draw = draw
    void this.#load()
  }

  /** Adds lines that stay; while something else uses the terminal they wait. */
  print(lines: readonly string[]): void {
    this.#waiting.push(...lines)
    if (this.#isQuiet) return
    this.#start()
    if (performance.now() - this.#drawnAt >= restMs) this.#redraw()
  }

  /** Takes the area away while something else uses the terminal; not within itself. */
  async quietly<T>(during: () => Promise<T>): Promise<T> {
    this.close()
    this.#isQuiet = true
    process.on('exit', this.#onExit)
    try {
      return await during()
    } finally {
      this.#isQuiet = false
      process.off('exit', this.#onExit)
      this.#start()
    }
  }

  /** Takes the area away: at once, as terminals are written to, so that what was said last is seen however the process ends. */
  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    process.off('exit', this.#onExit)
    this.#show([])
  }

  /** Only what draws loads it; what is said until then stands there without an area. */
  async #load(): Promise<void> {
    const { createLogUpdate } = await import('log-update')
    // The cursor stays: whatever ends this process, nothing has to bring it back.
    this.#log = createLogUpdate(this.#stream, { showCursor: true })
    if (this.#timer) this.#redraw()
  }

  #start(): void {
    if (this.#timer) return
    this.#timer = setInterval(() => this.#redraw(), 1000 / framesPerSecond).unref()
    process.on('exit', this.#onExit)
  }

  #redraw(): void {
    this.#drawnAt = performance.now()
    this.#show(this.#isQuiet ? [] : this.#draw(this.#frame++))
  }

  /** Corked, lines and area reach the terminal at once: nothing flickers between them. */
  #show(area: readonly string[]): void {
    const lines = this.#waiting.splice(0)
    this.#stream.cork()
    if (lines.length > 0 || area.length === 0) this.#log?.clear()
    if (lines.length > 0) this.#stream.write(`${lines.join('\n')}\n`)
    if (area.length > 0) this.#log?.(area.join('\n'))
    this.#stream.uncork()
  }
}
