import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SessionKey } from 'openpgp'
import { expect, it } from 'vitest'
import { temporaryVault } from '../test/temporary-vault.ts'
import type { SessionKeyCache } from './agent/session-key-cache.ts'

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

it('does without where the very version was read before and an agent has its session key', async () => {
  const place = await temporaryVault()
  const keys = new Map<string, SessionKey>()
  const sessionKeys: SessionKeyCache = {
    get: async (digest) => keys.get(digest),
    put: async (digest, key) => void keys.set(digest, key),
  }
  await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
  const kept = JSON.stringify([...keys].map(([digest, { data }]) => [digest, [...data]]))
  const act = `
  const keys = new Map(${kept})
  const get = async (digest) => keys.has(digest) ? { algorithm: 'aes256', data: new Uint8Array(keys.get(digest)) } : undefined
  const vault = openVault({ file: ${JSON.stringify(place.file)}, env: ${JSON.stringify(place.env)}, sessionKeys: { get, put: async () => {} } })
  if (await vault.get('A') !== '1') throw new Error('not read')`
  expect(await loadedAfter(act)).toBe(0)
})
