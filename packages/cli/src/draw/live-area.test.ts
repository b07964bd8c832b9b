import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { liveArea } from './live-area.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const esc = String.fromCharCode(27)
const command = new RegExp(`(${esc}\\[\\d*[AJ]|\n)`)
const moveUp = new RegExp(`^${esc}\\[(\\d+)A$`)

/** A terminal that knows two commands: up some lines, and clear what is below. */
class Screen extends Writable {
  lines: string[] = ['']

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    for (const part of data.toString().split(command)) this.#draw(part)
    done()
  }

  #draw(part: string): void {
    const up = moveUp.exec(part)
    if (up) this.lines.splice(-Number(up[1]) - 1, Number.POSITIVE_INFINITY, '')
    else if (part === '\n') this.lines.push('')
    else if (!part.startsWith(esc)) this.lines[this.lines.length - 1] += part
  }
}

function drawOn(screen: Screen, draw: (frame: number) => string[]) {
  return liveArea(screen as unknown as NodeJS.WriteStream, draw)
}

test('lines that stay stand above the area, which is drawn again in place and leaves nothing behind', () => {
  const screen = new Screen()
  const area = drawOn(screen, (frame) => [`working ${frame}`])
  area.print(['one'])
  expect(screen.lines).toEqual(['one', 'working 0', ''])
  area.print(['two'])
  expect(screen.lines).toEqual(['one', 'two', 'working 1', ''])
  vi.advanceTimersByTime(200)
  expect(screen.lines).toEqual(['one', 'two', 'working 3', ''])
  area.close()
  vi.advanceTimersByTime(1000)
  expect(screen.lines).toEqual(['one', 'two', ''])
})

test('it goes away for a question, and comes back', async () => {
  const screen = new Screen()
  const area = drawOn(screen, () => ['working'])
  area.print(['one'])
  const answered = await area.quietly(async () => {
    vi.advanceTimersByTime(1000)
    expect(screen.lines).toEqual(['one', ''])
    return 'yes'
  })
  expect(answered).toBe('yes')
  vi.advanceTimersByTime(100)
  expect(screen.lines).toEqual(['one', 'working', ''])
  area.close()
})
