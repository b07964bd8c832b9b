import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member } from '../test/team.ts'
import { temporaryFolder } from '../test/temporary-vault.ts'

async function branches() {
  const folder = await temporaryFolder()
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [mine, theirs] = [join(folder, 'mine.gpg'), join(folder, 'theirs.gpg')]
  await ada.open(mine).set([
    { name: 'A', value: '1' },
    { name: 'B', value: '1' },
  ])
  await ada.open(mine).recipients.add(await ben.publicKey())
  const base = await readFile(mine)
  await writeFile(theirs, base)
  return { folder, ada, ben, mine, theirs, base }
}

describe('two versions of a file', () => {
  it('of different people become one that both read', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    await ada.open(mine).set([{ name: 'C', value: 'of Ada' }])
    await ben.open(theirs).set([{ name: 'D', value: 'of Ben' }])
    const versions = { base, ours: await readFile(mine), theirs: await readFile(theirs) }
    const { bytes, conflicts } = await ada.open(mine).merge(versions)
    expect(conflicts).toEqual([])
    await writeFile(mine, bytes)
    expect(await ben.open(mine).get('C')).toBe('of Ada')
    expect(await ada.open(mine).get('D')).toBe('of Ben')
    expect((await ada.open(mine).list()).map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D'])
  })

  it('that differ leave a readable file with both values in it, until one is taken', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    await ada.open(mine).set([{ name: 'A', value: 'of Ada' }])
    await ben.open(theirs).set([{ name: 'A', value: 'of Ben' }])
    const versions = { base, ours: await readFile(mine), theirs: await readFile(theirs) }
    const { bytes, conflicts } = await ada.open(mine).merge(versions)
    expect(conflicts).toEqual(['A'])
    await writeFile(mine, bytes)
    const vault = ada.open(mine)
    await expect(vault.get('A')).rejects.toMatchObject({
      code: 'ENTRY_CONFLICT',
      hint: expect.stringContaining('resolve A'),
    })
    expect(await vault.get('B')).toBe('1')
    expect((await vault.list())[0]).toMatchObject({ name: 'A', conflict: true })
    expect(await vault.check()).toContainEqual(expect.objectContaining({ code: 'ENTRY_CONFLICT', subject: 'A' }))
    await vault.resolve('A', 'theirs')
    expect(await ben.open(mine).get('A')).toBe('of Ben')
  })

  it('without a common one are merged too', async () => {
    const { ada, mine, theirs } = await branches()
    await ada.open(mine).set([{ name: 'C', value: '1' }])
    const versions = { base: new Uint8Array(), ours: await readFile(mine), theirs: await readFile(theirs) }
    expect((await ada.open(mine).merge(versions)).conflicts).toEqual([])
  })

  it('of different vaults are refused', async () => {
    const { ada, mine } = await branches()
    const other = join(await temporaryFolder(), 'other.gpg')
    await ada.open(other).set([{ name: 'A', value: '2' }])
    const versions = { ours: await readFile(mine), theirs: await readFile(other) }
    await expect(ada.open(mine).merge(versions)).rejects.toMatchObject({ code: 'VAULT_MIXED' })
  })

  it('of somebody who was no recipient before are refused', async () => {
    const { ada, mine, base } = await branches()
    const eve = await member('Eve')
    const copy = join(await temporaryFolder(), 'secrets.gpg')
    await writeFile(copy, base)
    await ada.open(copy, { stateDir: await temporaryFolder() }).recipients.add(await eve.publicKey())
    await eve.open(copy).set([{ name: 'A', value: 'of Eve' }])
    const versions = { base, ours: await readFile(mine), theirs: await readFile(copy) }
    await expect(ada.open(mine).merge(versions)).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' })
  })
})

describe('a version as lines for a diff', () => {
  it('shows what changed, by whom it is used and who can read it, and no value', async () => {
    const { ada, mine } = await branches()
    const vault = ada.open(mine)
    const before = await vault.describe(await readFile(mine))
    await vault.setFor({ kind: 'instance', product: 'edr', instance: 'paris' }, { API_KEY: 'hunter2' })
    await vault.set([{ name: 'A', value: 'hunter3' }])
    const after = await vault.describe(await readFile(mine))
    const added = after.split('\n').filter((line) => !before.split('\n').includes(line))
    expect(added).toEqual([
      expect.stringMatching(/^A = hmac:[0-9a-f]{16}$/),
      expect.stringMatching(/^edr_paris_API_KEY = hmac:[0-9a-f]{16} \(instance paris of edr\)$/),
    ])
    expect(after).toMatch(/^recipient [0-9a-f]{40} Ada <ada@example.org>$/m)
    expect(after).not.toContain('hunter')
  })

  it('gives equal lines for equal values, and different digests for equal values of different names', async () => {
    const { ada, mine, base } = await branches()
    const vault = ada.open(mine)
    const lines = (await vault.describe(base)).split('\n').filter((line) => line.includes('hmac'))
    expect(lines).toHaveLength(2)
    expect(lines[0]?.split(' = ')[1]).not.toBe(lines[1]?.split(' = ')[1])
    await vault.set([{ name: 'A', value: '2' }])
    await vault.set([{ name: 'A', value: '1' }])
    expect(await vault.describe(await readFile(mine))).toBe(await vault.describe(base))
  })
})
