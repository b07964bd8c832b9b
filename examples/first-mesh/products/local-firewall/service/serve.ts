// Takes orders for one action over HTTP: one for each plug, started by its setup as `node serve.ts <configuration>`.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, resolve } from 'node:path'
import { answerOrder } from './answer-order.ts'
import { changeBlocklist } from './change-blocklist.ts'
import { type GateConfig, tokenVariable } from './gate-config.ts'

const file = process.argv[2]
const token = process.env[tokenVariable]
if (!file || !token) throw new Error(`usage: ${tokenVariable}=… node serve.ts <configuration>`)
const { action, host, port, blocklist }: GateConfig = JSON.parse(readFileSync(file, 'utf8'))
const list = resolve(dirname(file), blocklist)

const server = createServer(async (request, response) => {
  const { status, body } = await answerOrder(request, {
    action,
    token,
    change: (net, what) => changeBlocklist(list, what, net),
  })
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
})
server.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
server.listen(port, host, () => console.log(`takes orders to ${action} on ${host}:${port} for ${list}`))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close(() => process.exit(0)))
