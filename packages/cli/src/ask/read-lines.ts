import { createInterface } from 'node:readline'

/** Lines of standard input as they come, without the empty ones; ends when it ends or on abort. */
export async function* readLines(input: NodeJS.ReadStream, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  const stop = (): void => lines.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const line of lines) if (line.trim() !== '') yield line
  } finally {
    signal.removeEventListener('abort', stop)
    lines.close()
    input.destroy()
  }
}
