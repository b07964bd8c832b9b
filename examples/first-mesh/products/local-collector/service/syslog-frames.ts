/** Longest message taken, in bytes; a longer frame is an error of the sender. */
export const longestFrame = 1024 * 1024

/** Takes bytes as they come and gives the messages that are complete. */
export interface FrameReader {
  /** @throws RangeError when a frame is longer than {@link longestFrame} */
  push(bytes: Uint8Array): string[]
  /** What is left when the connection ends: at most one message, cut off or without its line feed. */
  end(): string[]
}

/**
 * Takes syslog messages out of a TCP stream (RFC 6587). Each frame may be counted (`11 <13>message`) or end at a line feed, whatever the
 * frame before it was.
 */
export function readFrames(): FrameReader {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(bytes) {
      rest = Buffer.concat([rest, bytes])
      const messages: string[] = []
      for (let frame = nextFrame(rest); frame; frame = nextFrame(rest)) {
        messages.push(rest.toString('utf8', frame.start, frame.end).replace(frame.ending, ''))
        rest = rest.subarray(frame.next)
      }
      return messages.filter((message) => message !== '')
    },
    end() {
      const message = rest.toString('utf8', countAt(rest)?.start ?? 0).replace(/\r$/, '')
      rest = Buffer.alloc(0)
      return message === '' ? [] : [message]
    },
  }
}

interface Frame {
  readonly start: number
  readonly end: number
  /** Where the next frame starts. */
  readonly next: number
  /** What of a line's end may be inside: a counted frame of some senders has a line feed of its own. */
  readonly ending: RegExp
}

function nextFrame(bytes: Buffer): Frame | undefined {
  const count = countAt(bytes)
  if (count && count.length > longestFrame) throw tooLong(count.length)
  const frame = count ? countedFrame(bytes, count) : lineFrame(bytes)
  if (!frame && !count && bytes.length > longestFrame) throw tooLong(bytes.length)
  return frame
}

function countedFrame(bytes: Buffer, { start, length }: { start: number; length: number }): Frame | undefined {
  const end = start + length
  return bytes.length < end ? undefined : { start, end, next: end, ending: /\r?\n$/ }
}

function lineFrame(bytes: Buffer): Frame | undefined {
  const end = bytes.indexOf(0x0a)
  return end < 0 ? undefined : { start: 0, end, next: end + 1, ending: /\r$/ }
}

/** A count is digits, not starting with 0, and a space, before a message that starts with its priority. */
function countAt(bytes: Buffer): { start: number; length: number } | undefined {
  const match = /^([1-9]\d{0,8}) </.exec(bytes.toString('latin1', 0, 12))
  return match ? { start: match[1]!.length + 1, length: Number(match[1]) } : undefined
}

function tooLong(length: number): RangeError {
  return new RangeError(`a frame of ${length} bytes is longer than ${longestFrame}`)
}
