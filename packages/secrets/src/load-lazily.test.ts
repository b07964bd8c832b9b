import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** Prints which files of openpgp a process loads. */
const report = (act: string) => `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
  const { openVault } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
  ${act}
  console.log(loaded.filter((url) => url.includes('/openpgp/')).length)
`

async function loadedAfter(act: string): Promise<number> {
  const args = ['--conditions=@meshroom/source', '--input-type=module', '-e', report(act)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}

it('loads openpgp neither on import, nor while there is no vault', async () => {
  expect(await loadedAfter("await openVault({ file: '/nowhere/secrets.gpg' }).list()")).toBe(0)
})

it('loads it when a vault is read', async () => {
  expect(await loadedAfter("await openVault({ file: process.execPath }).get('A').catch(() => {})")).toBeGreaterThan(0)
})
