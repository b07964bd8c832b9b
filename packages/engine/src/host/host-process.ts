import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { endOfText } from './end-of-text.ts'
import { type FromHost, inputDescriptor, longestMessage, outputDescriptor, type ToHost } from './protocol.ts'
import { ProtocolError, readHostMessage } from './read-host-message.ts'
import { splitLines } from './split-lines.ts'

/** How a process came to its end. */
export interface HostEnd {
  readonly code: number | null
  readonly signal: string | null
  /** The end of what it wrote to standard error by itself, such as Node's last words. */
  readonly stderr: string
  /** What it sent against the protocol, when that is why it was ended. */
  readonly violation?: string
  /** The process could not be started. */
  readonly failure?: Error
}

export interface HostProcessOptions {
  /** Arguments of Node: flags and the runner. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Called in the order of arrival. What it throws is a violation of the protocol. */
  readonly onMessage: (message: FromHost) => void
  /** A line that went around the runner, straight to standard output or error. */
  readonly onStray: (stream: 'stdout' | 'stderr', line: string, isCut: boolean) => void
  /** Of such output, before it is cut into lines. */
  readonly onStrayBytes: (count: number) => void
}

/** A running host. */
export interface HostProcess {
  /** @throws ProtocolError when the message is longer than the protocol allows */
  send(message: ToHost): void
  /** Stops reading for a while, so that the host waits. */
  pause(): void
  resume(): void
  /** Asks it to end by closing its input. */
  finish(): void
  /** SIGTERM, and SIGKILL when it is still there after `graceMs`. */
  kill(graceMs?: number): void
  /** Ends it because of what it sent. */
  violate(what: string): void
  readonly ended: Promise<HostEnd>
}

const LONGEST_STRAY_LINE = 64 * 1024
const LONGEST_LAST_WORDS = 16 * 1024
/** A process that ends closes its pipe a moment before. */
const CLOSED_PIPE_GRACE_MS = 500
const MOST_UNSENT = 2 * longestMessage

/** Starts Node with its own pipes for messages; a session of its own keeps a terminal's Ctrl-C away from it. */
export function startHostProcess(options: HostProcessOptions): HostProcess {
  takeUserSignals()
  const child = spawn(process.execPath, [...options.args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const input = child.stdio[inputDescriptor] as Writable
  const output = child.stdio[outputDescriptor] as Readable
  const sender = openSender(input)
  let violation: string | undefined

  function violate(what: string): void {
    violation ??= what
    output.destroy()
    kill()
  }

  function kill(graceMs = 1_000): void {
    if (hasEnded(child)) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    child.once('exit', () => clearTimeout(timer))
  }

  readMessages(output, { onMessage: options.onMessage, violate, isOver: () => violation !== undefined })
  output.on('end', () =>
    setTimeout(() => hasEnded(child) || violate('it closed its pipe'), CLOSED_PIPE_GRACE_MS).unref(),
  )
  input.on('error', () => {})
  const lastWords = readStrayOutput(child, options)
  const ended = waitForEnd(child, () => ({ stderr: lastWords(), ...(violation !== undefined && { violation }) }))

  return {
    send(message) {
      const line = `${JSON.stringify(message)}\n`
      if (Buffer.byteLength(line) > longestMessage) throw new ProtocolError('a message that is too long for a hook')
      sender.send(line)
      if (input.writableLength + sender.waiting > MOST_UNSENT) violate('it does not read what it is sent')
    },
    pause: () => output.pause(),
    resume: () => output.resume(),
    finish: () => {
      sender.flush()
      input.end()
    },
    kill,
    violate,
    ended,
  }
}

function ignoreSignal(): void {}

/**
 * A host without its sandbox may send its parent any signal. SIGUSR1 would open this process's debugger to whoever connects, and SIGUSR2 end
 * it: taken, they do nothing.
 */
function takeUserSignals(): void {
  if (process.platform === 'win32') return
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
    if (!process.listeners(signal).includes(ignoreSignal)) process.on(signal, ignoreSignal)
  }
}

/** What is sent in one turn goes out in one write: writing wakes the other process up, which takes longer than what is written. */
function openSender(stream: Writable) {
  let lines = ''
  const flush = () => {
    if (lines !== '' && stream.writable) stream.write(lines)
    lines = ''
  }
  return {
    get waiting() {
      return lines.length
    },
    flush,
    send(line: string): void {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }
}

interface Reading {
  readonly onMessage: (message: FromHost) => void
  readonly violate: (what: string) => void
  readonly isOver: () => boolean
}

function readMessages(output: Readable, { onMessage, violate, isOver }: Reading): void {
  const lines = splitLines({
    longest: longestMessage,
    onTooLong: () => violate(`a message of more than ${longestMessage} bytes`),
    onLine(line) {
      if (isOver()) return
      try {
        onMessage(readHostMessage(line))
      } catch (error) {
        violate(error instanceof ProtocolError ? error.message : `a message that cannot be handled: ${String(error)}`)
      }
    },
  })
  output.on('data', lines.push)
  output.on('error', () => {})
}

/** @returns gives the end of what was written to standard error */
function readStrayOutput(
  child: ChildProcess,
  { onStray, onStrayBytes }: Pick<HostProcessOptions, 'onStray' | 'onStrayBytes'>,
): () => string {
  let lastWords = ''
  for (const stream of ['stdout', 'stderr'] as const) {
    const take = (line: string, isCut: boolean) => {
      if (stream === 'stderr' && !isCut) lastWords = endOfText(`${lastWords}${line}\n`, LONGEST_LAST_WORDS)
      onStray(stream, line, isCut)
    }
    const lines = splitLines({
      longest: LONGEST_STRAY_LINE,
      onLine: (line) => take(line, false),
      onTooLong: (line) => take(line, true),
    })
    child[stream]?.on('data', (chunk: Buffer) => {
      onStrayBytes(chunk.length)
      lines.push(chunk)
    })
    child[stream]?.on('end', lines.flush)
  }
  return () => lastWords
}

/** Resolves once the process is gone and its pipes are read to their ends. */
function waitForEnd(child: ChildProcess, facts: () => Pick<HostEnd, 'stderr' | 'violation'>): Promise<HostEnd> {
  return new Promise((resolve) => {
    child.once('error', (failure) => resolve({ code: null, signal: null, failure, ...facts() }))
    child.once('close', (code, signal) => resolve({ code, signal, ...facts() }))
  })
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
