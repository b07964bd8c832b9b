// Denies by itself: follows the collector's store and calls the executor for each address that the pattern finds, started by the
// setup of `deny` as `node respond.ts <configuration>`.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { diskStore } from './disk-store.ts'
import { findAddress } from './find-address.ts'
import { followStore } from './follow-store.ts'
import { type ResponderConfig, responderTokenVariable } from './responder-config.ts'

const retryMs = 5000
const file = process.argv[2]
if (!file) throw new Error('usage: node respond.ts <configuration>')
const config: ResponderConfig = JSON.parse(await readFile(file, 'utf8'))
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

const store = resolve(dirname(file), config.store)
const cursor = await readFile(`${file}.position`, 'utf8').catch(() => undefined)
const lines = followStore(diskStore(dirname(store)), {
  file: basename(store),
  signal: stop.signal,
  ...(cursor && { cursor }),
})
console.log(`denies what ${config.pattern} finds in ${store}`)
for await (const batch of lines) {
  for (const { text, cursor: position } of batch) {
    const address = findAddress(text, config)
    if (address) await call(address)
    if (address) await keepPosition(position)
  }
}

/** Tries until the executor has answered: an event is not passed over because it was away. */
async function call(address: Readonly<Record<string, string>>): Promise<void> {
  while (!stop.signal.aborted) {
    const answer = await post(address).catch((error: Error) => ({ status: 0, text: error.message }))
    console.log(`${JSON.stringify(address)}: ${answer.status || 'no answer'} ${answer.text.trim()}`)
    if (answer.status > 0 && answer.status < 500 && answer.status !== 429) return
    await pause(retryMs, undefined, { signal: stop.signal }).catch(() => undefined)
  }
}

async function post(address: Readonly<Record<string, string>>) {
  const token = process.env[responderTokenVariable]
  const response = await fetch(config.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(address),
    signal: stop.signal,
  })
  return { status: response.status, text: await response.text() }
}

async function keepPosition(position: string): Promise<void> {
  await writeFile(`${file}.position.new`, position)
  await rename(`${file}.position.new`, `${file}.position`)
}
