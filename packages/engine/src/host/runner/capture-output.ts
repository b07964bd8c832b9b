import { AsyncLocalStorage } from 'node:async_hooks'
import type { Channel } from './channel.ts'

/** The call that the running code belongs to. */
export const currentCall = new AsyncLocalStorage<number>()

const LONGEST_LINE = 8 * 1024

/** What was written behind the last newline. */
interface Rest {
  readonly text: string
  /** The beginning of that line has been sent already. */
  readonly isOpen: boolean
}

/** Turns what code writes to standard output and error, `console` included, into log lines of the call that writes it. */
export function captureOutput(channel: Channel): { readonly flush: (call: number) => void } {
  const rests = new Map<string, Rest>()
  captureStream(process.stdout, 'info')
  captureStream(process.stderr, 'warn')

  function captureStream(stream: NodeJS.WriteStream, level: 'info' | 'warn'): void {
    const direct = stream.write.bind(stream)
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const call = currentCall.getStore()
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
      if (call === undefined) return direct(text)
      write({ call, level, text })
      const callback = typeof encoding === 'function' ? encoding : done
      if (typeof callback === 'function') queueMicrotask(() => callback())
      return true
    }
  }

  function write({ call, level, text }: { call: number; level: 'info' | 'warn'; text: string }): void {
    const key = `${call} ${level}`
    const before = rests.get(key) ?? { text: '', isOpen: false }
    const lines = `${before.text}${text}`.split('\n')
    const rest = lines.pop() ?? ''
    for (const message of lines) channel.send({ type: 'log', call, level, message })
    if (rest.length <= LONGEST_LINE)
      return void rests.set(key, { text: rest, isOpen: before.isOpen && lines.length === 0 })
    rests.set(key, { text: '', isOpen: true })
    channel.send({ type: 'log', call, level, message: rest, continued: true })
  }

  return {
    flush(call) {
      for (const level of ['info', 'warn'] as const) {
        const { text: message, isOpen } = rests.get(`${call} ${level}`) ?? { text: '', isOpen: false }
        rests.delete(`${call} ${level}`)
        if (message !== '' || isOpen) channel.send({ type: 'log', call, level, message })
      }
    },
  }
}
