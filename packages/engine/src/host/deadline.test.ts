import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDeadline } from './deadline.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

describe('a deadline', () => {
  function deadlineOf(limitMs: number) {
    const passed = vi.fn()
    return { passed, deadline: startDeadline(limitMs, passed) }
  }

  it('passes after its time', () => {
    const { passed } = deadlineOf(100)
    vi.advanceTimersByTime(99)
    expect(passed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(passed).toHaveBeenCalledOnce()
  })

  it('stands still while it is paused, also when pauses overlap', () => {
    const { passed, deadline } = deadlineOf(100)
    vi.advanceTimersByTime(60)
    deadline.pause()
    deadline.pause()
    vi.advanceTimersByTime(1_000)
    deadline.resume()
    vi.advanceTimersByTime(1_000)
    deadline.resume()
    vi.advanceTimersByTime(39)
    expect(passed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(passed).toHaveBeenCalledOnce()
  })

  it('never passes once it is cleared, even where it is resumed after', () => {
    const { passed, deadline } = deadlineOf(100)
    deadline.pause()
    deadline.clear()
    deadline.resume()
    vi.advanceTimersByTime(1_000)
    expect(passed).not.toHaveBeenCalled()
  })

  it('may be longer than a timer can hold', () => {
    const { passed } = deadlineOf(1e15)
    vi.advanceTimersByTime(10_000)
    expect(passed).not.toHaveBeenCalled()
  })
})
