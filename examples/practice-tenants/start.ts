// The practice tenants of docs/tutorial.md: a Sekoia.io-like platform and the console of a made-up EDR, on this machine only.
// usage: node start.ts    (stop with Ctrl-C)
import { startEmulator } from '../../products/sekoia/test/emulator/start-emulator.ts'
import { startPracticeEdr } from './edr.ts'

const sekoia = await startEmulator({ port: 4180, apiKey: 'practice-sekoia-key' })
const edr = await startPracticeEdr({ port: 4181, apiKey: 'practice-edr-key' })

console.log(`Sekoia.io  ${sekoia.settings.api_url}  API key: practice-sekoia-key
myedr      ${edr.url}   API key: practice-edr-key
The practice tenants are ready. They forget everything when you stop them with Ctrl-C.`)
