import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Member, member } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { unsignedFor } from '../../test/unsigned-file.ts'

const bytesOf = async (members: readonly Member[], content: object) => Buffer.from(await unsignedFor(members, content))

/** A team on the Python tool; Eve can push, and puts a signed vault of hers, for everybody and herself, on a branch. */
async function pythonTeam() {
  const folder = await temporaryFolder()
  const [ada, ben, eve] = [await member('Ada'), await member('Ben'), await member('Eve')]
  const [file, evil] = [join(folder, 'secrets.gpg'), join(folder, 'evil', 'secrets.gpg')]
  await eve.open(evil).set([{ name: 'X', value: '1' }])
  for (const each of [ada, ben]) await eve.open(evil).recipients.add(await each.publicKey())
  const versions = {
    base: await bytesOf([ada, ben], { X: '1' }),
    ours: await bytesOf([ada, ben], { X: '1', NEW: 'top secret' }),
    theirs: await readFile(evil),
  }
  return { ada, ben, eve, file, evil, versions }
}

describe('a merge of an unsigned vault with a signed one', () => {
  it('gives nobody access unasked but the person who merges', async () => {
    const { ada, ben, eve, file, evil, versions } = await pythonTeam()
    const { bytes, leftOut } = await ada.open(file).merge(versions)
    const others = [await ben.fingerprint(), await eve.fingerprint()].sort()
    expect(leftOut.map(({ fingerprint }) => fingerprint)).toEqual(others)
    await writeFile(file, bytes)
    expect(await ada.open(file).get('NEW')).toBe('top secret')
    await writeFile(evil, bytes)
    await expect(eve.open(evil).get('NEW')).rejects.toMatchObject({ code: 'KEY_MISSING' })
  })

  it('gives access to those whom the person who is asked agrees to', async () => {
    const { ada, ben, eve, file, versions } = await pythonTeam()
    const bens = await ben.fingerprint()
    const asked: string[] = []
    const approve = async ({ fingerprint }: { readonly fingerprint: string }) =>
      asked.push(fingerprint) > 0 && fingerprint === bens
    const { bytes, leftOut } = await ada.open(file, { approve }).merge(versions)
    expect([asked, leftOut]).toEqual([[bens, await eve.fingerprint()].sort(), []])
    await writeFile(file, bytes)
    expect(await ben.open(file).get('NEW')).toBe('top secret')
    await expect(eve.open(file).get('NEW')).rejects.toMatchObject({ code: 'KEY_MISSING' })
  })
})
