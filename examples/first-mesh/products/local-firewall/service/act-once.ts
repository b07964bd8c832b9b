// Carries out one action: `node act-once.ts <blocklist> <action> [<address or network>]`; the answer is JSON on standard output.
import { actions } from './blocklist.ts'
import { changeBlocklist } from './change-blocklist.ts'

const [file, name, net] = process.argv.slice(2)
const action = actions.find((known) => known === name)
if (!file || !action) throw new Error(`usage: node act-once.ts <blocklist> ${actions.join('|')} [<address or network>]`)
try {
  console.log(JSON.stringify(await changeBlocklist(file, action, net)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
