/**
 * Serves a tenant until it is ended, and prints its URLs as one line of JSON.
 *
 *     node test/emulator/main.ts --port 0 --api-key-file FILE [--seed FILE]
 *
 * The seed is a JSON file with rows of `formats`, `modules`, `connectors`, `actions`, `notebooks`, `playbooks` and `alerts`.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startEmulator } from './start-emulator.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'api-key-file': { type: 'string' }, seed: { type: 'string' } },
})
const keyFile = values['api-key-file']
if (!keyFile) {
  console.error('usage: main.ts --port N --api-key-file FILE [--seed FILE]')
  process.exit(2)
}
const apiKey = (await readFile(keyFile, 'utf8')).trim()
const seed = values.seed ? JSON.parse(await readFile(values.seed, 'utf8')) : {}
const emulator = await startEmulator({ apiKey, port: Number(values.port), seed })
console.log(JSON.stringify(emulator.settings))
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => void emulator.close().then(() => process.exit(0)))
