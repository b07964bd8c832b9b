import { writeSync } from 'node:fs'
import type { JsonValue } from '@meshroom/hooks-sdk'
import { type FromHost, longestMessage, outputDescriptor, type WireError } from '../protocol.ts'

interface Waiting {
  readonly resolve: (value: JsonValue) => void
  readonly reject: (error: WireError) => void
}

/** The host's end of the pipe. */
export interface Channel {
  send(message: FromHost): void
  /** Asks the engine; rejects with a {@link WireError}. */
  ask(question: { readonly call: number; readonly service: string; readonly args: object }): Promise<JsonValue>
  answer(ask: number, value: JsonValue): void
  refuse(ask: number, error: WireError): void
}

export function openChannel(): Channel {
  const waiting = new Map<number, Waiting>()
  const writer = openWriter()
  let last = 0

  function take(ask: number): Waiting | undefined {
    const found = waiting.get(ask)
    waiting.delete(ask)
    return found
  }

  return {
    send: (message) => {
      const line = JSON.stringify(message)
      if (isEnd(message)) writer.writeSoon(line)
      else writer.writeNow(line)
    },
    ask({ call, service, args }) {
      const ask = ++last
      const line = JSON.stringify({ type: 'ask', ask, call, service, args })
      if (Buffer.byteLength(line) >= longestMessage) {
        const message = `what is given to ${service} is too large: give it in parts`
        return Promise.reject({ name: 'HookError', code: 'ARGUMENT_INVALID', message } satisfies WireError)
      }
      return new Promise((resolve, reject) => {
        waiting.set(ask, { resolve, reject })
        writer.writeSoon(line)
      })
    },
    answer: (ask, value) => take(ask)?.resolve(value),
    refuse: (ask, error) => take(ask)?.reject(error),
  }
}

function isEnd({ type }: FromHost): boolean {
  return type === 'done' || type === 'failed' || type === 'ended'
}

/**
 * What calls ask and come to in one turn goes out in one write. What they say goes out at once, as one may keep the thread to itself from
 * then on.
 */
function openWriter() {
  let waiting: string[] = []

  function flush(): void {
    const lines = waiting
    waiting = []
    if (lines.length > 0) writeAll(Buffer.from(lines.join('')))
  }

  process.on('exit', flush)
  return {
    writeSoon(line: string): void {
      if (waiting.push(`${line}\n`) === 1) process.nextTick(flush)
    },
    writeNow(line: string): void {
      waiting.push(`${line}\n`)
      flush()
    },
  }
}

/** Synchronous, so that nothing is lost or reordered; the pipe blocks where the engine is slow. */
function writeAll(bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSome(bytes, written)
}

function writeSome(bytes: Buffer, from: number): number {
  try {
    return writeSync(outputDescriptor, bytes, from)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
    process.exit(1)
  }
}
