import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member } from '../test/team.ts'
import { PASSPHRASE, temporaryFolder, temporaryVault } from '../test/temporary-vault.ts'
import { openKeys, type PassphraseSource } from './index.ts'

/** While the person thinks, `meanwhile` happens; then they answer. */
function thinking(answer: string, meanwhile: () => Promise<unknown>): PassphraseSource & { readonly asked: string[] } {
  const asked: string[] = []
  const ask: PassphraseSource['ask'] = async ({ purpose }) => {
    asked.push(purpose)
    if (asked.length === 1) await meanwhile()
    return answer
  }
  return { interactive: true, asked, ask }
}

/** Who writes finds the lock free at once. */
const IMPATIENT = { lockTimeoutMs: 0 }

describe('while a person is asked, others write', () => {
  it('for the passphrase of the key that signs', async () => {
    const place = await temporaryVault()
    const kept = new Map()
    const sessionKeys = {
      get: async (digest: string) => kept.get(digest),
      put: async (digest: string, key: unknown) => void kept.set(digest, key),
    }
    await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
    const passphrase = thinking(PASSPHRASE, () => place.open(IMPATIENT).set([{ name: 'B', value: 'of another' }]))
    await place.open({ sessionKeys, passphrase }).set([{ name: 'C', value: 'mine' }])
    expect(passphrase.asked).toEqual(['unlock'])
    expect((await place.open().list()).map(({ name }) => name)).toEqual(['A', 'B', 'C'])
  })

  it('for the passphrase of a first key, which is made only when it is needed', async () => {
    const place = await temporaryVault()
    const passphrase = thinking(PASSPHRASE, () => place.open(IMPATIENT).set([{ name: 'A', value: 'of another' }]))
    await place.open({ passphrase }).set([{ name: 'B', value: 'mine' }])
    expect((await place.open().list()).map(({ name }) => name)).toEqual(['A', 'B'])
    const keys = openKeys({ keyDir: place.keyDir })
    expect(await keys.list()).toHaveLength(1)
  })

  it('whether a key that lies in the folder gets access, once', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'secrets.gpg')
    const [ada, eve] = [await member('Ada'), await member('Eve')]
    await ada.open(file).set([{ name: 'A', value: '1' }])
    await mkdir(join(folder, 'recipients'), { recursive: true })
    const fingerprint = await eve.fingerprint()
    const elsewhere = await temporaryFolder()
    await eve.open(join(elsewhere, 'secrets.gpg')).set([{ name: 'X', value: '1' }])
    const proposal = join(folder, 'recipients', `${fingerprint}.asc`)
    await copyFile(join(elsewhere, 'recipients', `${fingerprint}.asc`), proposal)
    const asked: string[] = []
    const approve = async ({ kind }: { kind: string }) => {
      asked.push(kind)
      const other = ada.open(file, { ...IMPATIENT, approve: async () => false })
      expect(await other.set([{ name: 'B', value: 'of another' }])).toEqual({ changed: ['B'] })
      return true
    }
    await ada.open(file, { approve }).set([{ name: 'C', value: 'mine' }])
    expect(asked).toEqual(['recipient'])
    expect((await eve.open(file).list()).map(({ name }) => name)).toEqual(['A', 'B', 'C'])
  })
})
