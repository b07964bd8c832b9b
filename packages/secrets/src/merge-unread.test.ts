import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitTree } from '../test/git-clone.ts'
import { member } from '../test/team.ts'
import { temporaryFolder } from '../test/temporary-vault.ts'
import { unsignedFor } from '../test/unsigned-file.ts'

/** Ada and Ben share a vault; whoever merges does so where it was never read, as CI. */
async function team() {
  const folder = await temporaryFolder()
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [file, branch] = [join(folder, 'secrets.gpg'), join(await temporaryFolder(), 'secrets.gpg')]
  const tree = gitTree(folder)
  tree.git('init', '--quiet')
  await ada.open(file).set([{ name: 'X', value: '1' }])
  await ada.open(file).recipients.add(await ben.publicKey())
  const base = await readFile(file)
  tree.commit('base')
  await writeFile(branch, base)
  const theirsOf = async (value: string) => {
    await ben.open(branch).set([{ name: 'X', value }])
    return readFile(branch)
  }
  const unread = async () => ada.open(file, { stateDir: await temporaryFolder() })
  return { ada, ben, file, tree, base, theirsOf, unread }
}

describe('a merge where the vault was never read', () => {
  it('refuses a side of somebody whom the other removed', async () => {
    const { ada, ben, file, tree, base, theirsOf, unread } = await team()
    await ada.open(file).recipients.remove(await ben.fingerprint())
    tree.commit('without Ben')
    const versions = { base, ours: await readFile(file), theirs: await theirsOf('of Ben') }
    await expect((await unread()).merge(versions)).rejects.toMatchObject({
      code: 'SIGNER_UNKNOWN',
      message: expect.stringContaining('whose access was taken'),
      hint: expect.stringContaining('meshroom secrets resolve --ours'),
      data: { side: 'theirs' },
    })
  })

  it('takes a side of somebody who is a recipient of the other', async () => {
    const { file, base, theirsOf, unread } = await team()
    const vault = await unread()
    const { bytes, conflicts } = await vault.merge({ base, ours: base, theirs: await theirsOf('of Ben') })
    await writeFile(file, bytes)
    expect([conflicts, await vault.get('X')]).toEqual([[], 'of Ben'])
  })

  it.each(['with', 'without'])('refuses an unsigned side beside a signed one, %s an unsigned base', async (how) => {
    const { ada, base, unread, tree } = await team()
    tree.git('update-ref', '-d', 'HEAD')
    const theirs = Buffer.from(await unsignedFor([ada], { X: 'of anybody' }))
    const versions = { ours: base, theirs, ...(how === 'with' && { base: theirs }) }
    await expect((await unread()).merge(versions)).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
      data: { side: 'theirs' },
    })
  })

  it('refuses an unsigned side on top of signed versions', async () => {
    const { ada, unread } = await team()
    const [ours, theirs] = [
      Buffer.from(await unsignedFor([ada], { X: 'of anybody' })),
      Buffer.from(await unsignedFor([ada], { X: 'of anybody', Y: '1' })),
    ]
    await expect((await unread()).merge({ base: ours, ours, theirs })).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
      data: { side: 'ours' },
    })
  })
})
