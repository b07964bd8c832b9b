import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { member } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'

/** The key of Dora, who can read the vault, expires between a change on each branch and their merge. */
async function branchesOfDora() {
  const folder = await temporaryFolder()
  const [mine, branch] = [join(folder, 'secrets.gpg'), join(await temporaryFolder(), 'secrets.gpg')]
  const [ada, dora] = [await member('Ada'), await member('Dora')]
  const fingerprint = await dora.fingerprint()
  const openpgp = await import('openpgp')
  const until = async (keyExpirationTime: number) => {
    const armoredKey = await readFile(join(dora.keyDir, `${fingerprint}.asc`), 'utf8')
    const privateKey = await openpgp.readPrivateKey({ armoredKey })
    const userIDs = [{ name: 'Dora', email: 'dora@example.org' }]
    const date = new Date(Date.now() + 1000 + (keyExpirationTime > 7200 ? 1000 : 0))
    return (await openpgp.reformatKey({ privateKey, userIDs, keyExpirationTime, date })).publicKey
  }
  const soon = { clock: () => new Date(Date.now() + 5000) }
  await ada.open(mine, soon).set([{ name: 'A', value: '1' }])
  await ada.open(mine, soon).recipients.add(await until(7200))
  const base = await readFile(mine)
  await writeFile(branch, base)
  await ada.open(branch, { ...soon, stateDir: await temporaryFolder() }).set([{ name: 'B', value: '1' }])
  await ada.open(mine, soon).set([{ name: 'C', value: '1' }])
  const versions = { base, ours: await readFile(mine), theirs: await readFile(branch) }
  const vault = ada.open(mine, { clock: () => new Date(Date.now() + 5 * 3600_000) })
  return { folder, mine, fingerprint, versions, vault, renewed: () => until(100 * 7200) }
}

it('a merge that a recipient’s expired key stops says how to go on: back, without that recipient, and again', async () => {
  const { mine, fingerprint, versions, vault } = await branchesOfDora()
  await expect(vault.merge(versions)).rejects.toMatchObject({
    code: 'RECIPIENT_EXPIRED',
    hint: expect.stringMatching(
      new RegExp(`git merge --abort.*meshroom secrets recipients remove ${fingerprint}.*merge again`),
    ),
    data: { fingerprint },
  })
  await vault.recipients.remove(fingerprint)
  const { bytes, conflicts } = await vault.merge({ ...versions, ours: await readFile(mine) })
  await writeFile(mine, bytes)
  expect([conflicts, (await vault.list()).map(({ name }) => name)]).toEqual([[], ['A', 'B', 'C']])
})

it('such a merge goes on once the renewed key lies in the folder', async () => {
  const { folder, mine, fingerprint, versions, vault, renewed } = await branchesOfDora()
  await writeFile(join(folder, 'recipients', `${fingerprint}.asc`), await renewed())
  await writeFile(mine, (await vault.merge(versions)).bytes)
  expect((await vault.list()).map(({ name }) => name)).toEqual(['A', 'B', 'C'])
})
