// Follows a log file and sends its lines as they are written: one for each plug, started by its setup as
// `node forward.ts <configuration>`. A line is passed over only once the destination has it.
import { readFileSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type ForwarderConfig, tokenVariable } from './destination.ts'
import { diskStore } from './disk-store.ts'
import { followStore } from './follow-store.ts'
import { openConnection } from './open-connection.ts'
import { sendLines, Unreachable } from './send-lines.ts'

const retryMs = 2000
const configuration = process.argv[2]
if (!configuration) throw new Error('usage: node forward.ts <configuration>')
const { destination, file }: ForwarderConfig = JSON.parse(readFileSync(configuration, 'utf8'))
const followed = resolve(dirname(configuration), file)
const token = process.env[tokenVariable]
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
const { signal } = stop

const delivery = { destination, network: { fetch, connect: openConnection }, signal, ...(token && { token }) }
const cursor = await readFile(`${configuration}.position`, 'utf8').catch(() => undefined)
const lines = followStore(diskStore(dirname(followed)), { file: basename(followed), signal, ...(cursor && { cursor }) })
console.log(`forwards ${followed} by ${destination.transport}`)
for await (const batch of lines) {
  const sent = await send(batch.map(({ text }) => text).filter((text) => text !== ''))
  if (sent) await keepPosition(batch.at(-1)!.cursor)
}

/** @returns false when it was stopped before all lines were sent */
async function send(batch: readonly string[]): Promise<boolean> {
  let left = batch
  while (left.length > 0 && !signal.aborted) {
    left = await attempt(left)
    if (left.length > 0) await pause(retryMs, undefined, { signal }).catch(() => undefined)
  }
  return left.length === 0
}

/** The lines to try again; those refused for good are named in the log. */
async function attempt(batch: readonly string[]): Promise<readonly string[]> {
  try {
    const { rejected } = await sendLines(batch, delivery)
    for (const { index, reason } of rejected) console.error(`${reason}: ${batch[index]}`)
    return rejected.filter(({ retryable }) => retryable).map(({ index }) => batch[index]!)
  } catch (error) {
    console.error(`${error}`)
    return error instanceof Unreachable || signal.aborted ? batch : []
  }
}

async function keepPosition(position: string): Promise<void> {
  await writeFile(`${configuration}.position.new`, position)
  await rename(`${configuration}.position.new`, `${configuration}.position`)
}
