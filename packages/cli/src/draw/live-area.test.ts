import { execFile } from 'node:child_process'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveArea } from './live-area.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const esc = String.fromCharCode(27)
const command = new RegExp(`(${esc}\\[[?\\d]*[A-Za-z]|\n)`)

/** A terminal that knows what moves its cursor and what erases. */
class Screen extends Writable {
  readonly isTTY = true
  columns = 80
  rows = 24
  lines: string[] = ['']
  frames = 0
  raw = ''
  #row = 0
  #column = 0

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    this.raw += data
    for (const part of data.toString().split(command)) this.#draw(part)
    done()
  }

  #draw(part: string): void {
    const [, count = '1', what = part] = new RegExp(`^${esc}\\[\\??(\\d*)([A-Za-z])$`).exec(part) ?? []
    if (what === 'h') this.frames++
    else if (what === 'A') this.#row -= Number(count || 1)
    else if (what === 'B') this.#row += Number(count || 1)
    else if (what === 'G') this.#column = 0
    else if (what === 'K') this.#erase(count === '2' ? 0 : this.#column)
    else if (what === '\n') this.#next()
    else if (what === part) this.#put(part)
  }

  #next(): void {
    this.#column = 0
    if (++this.#row === this.lines.length) this.lines.push('')
  }

  #erase(from: number): void {
    this.lines[this.#row] = this.lines[this.#row]?.slice(0, from) ?? ''
  }

  #put(text: string): void {
    const line = this.lines[this.#row] ?? ''
    this.lines[this.#row] =
      line.slice(0, this.#column).padEnd(this.#column) + text + line.slice(this.#column + text.length)
    this.#column += text.length
  }

  /** What a person sees, without the empty lines below. */
  get seen(): string[] {
    return this.lines.join('\n').trimEnd().split('\n')
  }
}

async function drawOn(screen: Screen, draw: (frame: number) => string[]): Promise<LiveArea> {
  const area = new LiveArea(screen as unknown as NodeJS.WriteStream, draw)
  await vi.dynamicImportSettled()
  return area
}

test('lines that stay stand above the area, which is drawn again in place and leaves nothing behind', async () => {
  const screen = new Screen()
  const area = await drawOn(screen, (frame) => [`working ${frame}`])
  area.print(['one'])
  expect(screen.seen).toEqual(['one', 'working 0'])
  vi.advanceTimersByTime(50)
  area.print(['two'])
  expect(screen.seen).toEqual(['one', 'two', 'working 1'])
  vi.advanceTimersByTime(200)
  expect(screen.seen).toEqual(['one', 'two', 'working 3'])
  area.close()
  vi.advanceTimersByTime(1000)
  expect(screen.seen).toEqual(['one', 'two'])
  expect(screen.raw).not.toContain(`${esc}[?25l`)
})

test('it goes away for a question, and comes back; what is said meanwhile waits for the answer', async () => {
  const screen = new Screen()
  const area = await drawOn(screen, () => ['working'])
  area.print(['one'])
  const answered = await area.quietly(async () => {
    vi.advanceTimersByTime(1000)
    expect(screen.seen).toEqual(['one'])
    area.print(['two'])
    vi.advanceTimersByTime(1000)
    expect(screen.seen).toEqual(['one'])
    return 'yes'
  })
  expect(answered).toBe('yes')
  vi.advanceTimersByTime(100)
  expect(screen.seen).toEqual(['one', 'two', 'working'])
  area.close()
})

test('what was said during a question is seen though the process ends at it', async () => {
  const screen = new Screen()
  const area = await drawOn(screen, () => ['working'])
  void area.quietly(() => new Promise(() => {}))
  area.print(['one'])
  const listeners = process.listeners('exit')
  listeners.at(-1)?.(0)
  expect(screen.seen).toEqual(['one'])
})

test('it is none where nothing goes on, and grows and shrinks with what does', async () => {
  const screen = new Screen()
  let working: string[] = []
  const area = await drawOn(screen, () => working)
  area.print(['one'])
  expect(screen.lines).toEqual(['one', ''])
  for (const next of [['a', 'b', 'c'], ['b', 'c'], ['b', 'c', 'd', 'e'], [], ['f']]) {
    working = next
    vi.advanceTimersByTime(100)
    expect(screen.seen).toEqual(['one', ...next])
  }
  area.close()
})

test('on a terminal that is narrow, and becomes wider, a line that wraps is taken back as a whole', async () => {
  const screen = new Screen()
  screen.columns = 10
  let working = ['x'.repeat(25), '日本語日本語']
  const area = await drawOn(screen, () => working)
  area.print(['a line that stays is not broken'])
  expect(screen.seen).toEqual([
    'a line that stays is not broken',
    'xxxxxxxxxx',
    'xxxxxxxxxx',
    'xxxxx',
    '日本語日本',
    '語',
  ])
  working = ['y']
  vi.advanceTimersByTime(100)
  expect(screen.seen).toEqual(['a line that stays is not broken', 'y'])
  screen.columns = 80
  working = ['x'.repeat(25)]
  vi.advanceTimersByTime(100)
  expect(screen.seen).toEqual(['a line that stays is not broken', 'x'.repeat(25)])
  area.close()
})

test('it never is higher than the terminal', async () => {
  const screen = new Screen()
  screen.rows = 4
  const area = await drawOn(screen, () => ['1', '2', '3', '4', '5', '6'])
  area.print(['one'])
  expect(screen.seen).toEqual(['one', '4', '5', '6'])
  area.close()
  expect(screen.seen).toEqual(['one'])
})

test('of ten thousand steps every line stays, in order, and no more is drawn than a person can see', async () => {
  const screen = new Screen()
  const area = await drawOn(screen, (frame) => [`working ${frame}`])
  const said = Array.from({ length: 20_000 }, (_, step) => `step ${step}`)
  for (const [at, line] of said.entries()) {
    if (at % 10 === 0) vi.advanceTimersByTime(1)
    area.print([line])
  }
  area.close()
  expect(screen.seen).toEqual(said)
  // Two seconds have passed; each frame erases and draws.
  expect(screen.frames).toBeLessThan(2 * (2000 / 30 + 20) + 10)
})

test.skipIf(process.platform !== 'linux')(
  'however the process ends, all that was said is on the screen, and no area',
  async () => {
    const file = fileURLToPath(new URL('live-area.ts', import.meta.url))
    const code = `const { LiveArea } = await import(${JSON.stringify(file)})
    await import('log-update')
    const area = new LiveArea(process.stderr, () => ['working'])
    await new Promise((go) => setTimeout(go, 20))
    area.print(['one'])
    area.print(['two'])
    process.exit(3)`
    const shell = `stty cols 40 rows 10; '${process.execPath}' --no-warnings --input-type=module -e '${code.replaceAll("'", "'\\''")}'`
    const options = { cwd: fileURLToPath(new URL('.', import.meta.url)) }
    const ended = promisify(execFile)('script', ['-qec', shell, '/dev/null'], options)
    const { code: exit, stdout } = await ended.then(
      (done) => ({ ...done, code: 0 }),
      (failed: { readonly code: number; readonly stdout: string }) => failed,
    )
    expect(exit).toBe(3)
    expect(stripVTControlCharacters(stdout).replaceAll('\r', '')).toBe('one\nworking\ntwo\n')
    expect(stdout.split('working')[1]).toContain(`${esc}[2K${esc}[1A`)
  },
)
