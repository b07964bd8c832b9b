import { closeSync, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'

/** Where a person types. */
export interface TerminalInput {
  readonly stream: NodeJS.ReadStream
  close(): void
}

/**
 * The terminal that a person sits at: standard input, or, where that is a pipe (`printf … | meshroom produce …`), the one that the process
 * belongs to.
 *
 * @throws an error of the system where there is none
 */
export function openTerminal(): TerminalInput {
  if (process.stdin.isTTY) return { stream: process.stdin, close: () => {} }
  const stream = new ReadStream(openSync('/dev/tty', 'r'))
  return { stream, close: () => void stream.destroy() }
}

/** Whether {@link openTerminal} has somebody to read from. */
export function hasTerminal(): boolean {
  if (process.stdin.isTTY) return true
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
