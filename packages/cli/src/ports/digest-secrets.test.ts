import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openVault, type Vault } from '@meshroom/secrets'
import { expect, onTestFinished, test } from 'vitest'
import { digestSecrets } from './digest-secrets.ts'

const owner = { kind: 'instance', product: 'edr', instance: 'paris' } as const

/** A project with one secret, and the vault as each of several processes opens it. */
async function project() {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-digests-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const open = (): Vault =>
    openVault({
      file: join(root, 'secrets.gpg'),
      keyDir: join(root, 'keys'),
      stateDir: join(root, 'seen'),
      env: { MESHROOM_PASSPHRASE: '' },
      passphrase: { interactive: false, ask: async () => '' },
    })
  await open().setFor(owner, { API_KEY: 'hunter2' })
  return { root, open }
}

test('processes that digest for the first time at once agree on one key', async () => {
  const { root, open } = await project()
  const makers = Array.from({ length: 4 }, open).map((vault) => digestSecrets(root, async () => vault))
  const found = await Promise.all(makers.map((digests) => digests(owner, ['API_KEY'])))
  const vault = open()
  found.push(await digestSecrets(root, async () => vault)(owner, ['API_KEY']))
  expect(new Set(found.map(({ API_KEY }) => API_KEY)).size).toBe(1)
})
