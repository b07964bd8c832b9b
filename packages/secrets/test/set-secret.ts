import { openVault, passphraseFrom } from '../src/index.ts'
import { faultyFileSystem } from './faulty-file-system.ts'

/** Sets one secret in a process of its own: FILE NAME VALUE [the number of the system call at which it kills itself]. */
const [file = '', name = '', value = '', killAt = '-1'] = process.argv.slice(2)

const fileSystem = faultyFileSystem((_call, index) => {
  if (index === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  return undefined
})

const passphrase = passphraseFrom({ env: { MESHROOM_PASSPHRASE: '' } })
await openVault({ file, passphrase, fileSystem, lockTimeoutMs: 60_000, identity: { name: 'T' } }).set([{ name, value }])
console.log(JSON.stringify(fileSystem.calls))
