// The collector's listener: one for each plug, started by its setup as `node listen.ts <configuration>`.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { dirname, resolve } from 'node:path'
import { type EventStore, openStore } from './event-store.ts'
import { httpServer } from './listen-http.ts'
import { syslogServer } from './listen-syslog.ts'
import { type ListenerConfig, tokenVariable } from './listener-config.ts'

const file = process.argv[2]
if (!file) throw new Error('usage: node listen.ts <configuration>')
const config: ListenerConfig = JSON.parse(readFileSync(file, 'utf8'))
const store = openStore(resolve(dirname(file), config.store))
const server =
  config.transport === 'syslog' ? syslogServer(config.source, store) : httpServer(config.source, store, token())

server.on('error', (error) => fail(error.message))
server.listen(config.port, config.host, () => {
  console.log(`${config.transport} of ${config.source} on ${config.host}:${config.port}, kept in ${config.store}`)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server, store))

function token(): string {
  const value = process.env[tokenVariable]
  if (!value) fail(`an HTTP listener needs its token in ${tokenVariable}`)
  return value
}

async function stop(running: Server, open: EventStore): Promise<void> {
  running.close()
  await open.settle()
  process.exit(0)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
