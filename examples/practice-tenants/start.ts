// The practice tenants of docs/tutorial.md: a Sekoia.io-like platform and the console of a made-up EDR, on this machine only.
// usage: node start.ts [PORT]    (two ports from there on, by default 4180; stop with Ctrl-C)
import { startEmulator } from '../../products/sekoia/test/emulator/start-emulator.ts'
import { startPracticeEdr } from './edr.ts'

const port = Number(process.argv[2] ?? 4180)
process.once('uncaughtException', sayWhyNot)

const sekoia = await startEmulator({ port, apiKey: 'practice-sekoia-key' })
const edr = await startPracticeEdr({ port: port + 1, apiKey: 'practice-edr-key' })

console.log(`Sekoia.io  ${sekoia.settings.api_url}  API key: practice-sekoia-key
myedr      ${edr.url}   API key: practice-edr-key
The practice tenants are ready. They forget everything when you stop them with Ctrl-C.`)

function sayWhyNot(error: NodeJS.ErrnoException): void {
  const isBusy = error.code === 'EADDRINUSE'
  console.error(isBusy ? `Port ${port} or ${port + 1} is in use. Name another one: node start.ts 5180` : error)
  process.exit(1)
}
