import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { member } from '../test/team.ts'
import { temporaryFolder } from '../test/temporary-vault.ts'
import { gitObjectIds } from './trust/vault-memory.ts'
import { leaveUnmerged } from './unmerged-file.ts'

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

/** A version that Ada cannot open. */
async function before(): Promise<Uint8Array> {
  const file = join(await temporaryFolder(), 'before.gpg')
  await (await member('Dan')).open(file).set([{ name: 'A', value: '0' }])
  return readFile(file)
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
    const names = { ours: 'main', theirs: 'feature' }
    const versions = { base, ours: await readFile(mine), theirs: await readFile(theirs), branches: names }
    const { bytes, conflicts } = await ada.open(mine).merge(versions)
    expect(conflicts).toEqual(['A'])
    await writeFile(mine, bytes)
    const vault = ada.open(mine)
    await expect(vault.get('A')).rejects.toMatchObject({
      code: 'ENTRY_CONFLICT',
      hint: expect.stringContaining('resolve A'),
    })
    expect(await vault.get('B')).toBe('1')
    const listed = (await vault.list())[0]
    expect(listed).toMatchObject({
      name: 'A',
      conflict: {
        ours: { author: 'Ada <ada@example.org>', generation: 3, branch: 'main', updatedAt: expect.any(String) },
        theirs: { author: 'Ben <ben@example.org>', generation: 3, branch: 'feature', updatedAt: expect.any(String) },
      },
    })
    expect(JSON.stringify(listed)).not.toMatch(/of Ada|of Ben/)
    expect([await vault.getSide('A', 'ours'), await vault.getSide('A', 'theirs')]).toEqual(['of Ada', 'of Ben'])
    await expect(vault.getSide('B', 'ours')).rejects.toMatchObject({ code: 'ENTRY_MISSING' })
    expect(await vault.check()).toContainEqual(expect.objectContaining({ code: 'ENTRY_CONFLICT', subject: 'A' }))
    await vault.resolve('A', 'theirs')
    expect(await ben.open(mine).get('A')).toBe('of Ben')
  })

  it('of which one removed what the other changed say who did, and when', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    await ada.open(mine).set([{ name: 'A', value: 'of Ada' }])
    await ben.open(theirs).unset(['A'])
    const { bytes } = await ada.open(mine).merge({ base, ours: await readFile(mine), theirs: await readFile(theirs) })
    await writeFile(mine, bytes)
    const vault = ada.open(mine)
    expect((await vault.list())[0]?.conflict?.theirs).toMatchObject({
      removed: true,
      author: 'Ben <ben@example.org>',
      updatedAt: expect.any(String),
    })
    expect(await vault.getSide('A', 'theirs')).toBeUndefined()
    await vault.resolve('A', 'theirs')
    expect(await vault.get('A')).toBeUndefined()
  })

  it('that gave one name to two owners say whose entry is lost', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    await ada.open(mine).setFor({ kind: 'instance', product: 'edr', instance: 'b' }, { c_KEY: '1' })
    await ben.open(theirs).setFor({ kind: 'instance', product: 'edr', instance: 'b_c' }, { KEY: '2' })
    const { bytes } = await ada.open(mine).merge({ base, ours: await readFile(mine), theirs: await readFile(theirs) })
    await writeFile(mine, bytes)
    expect(await ada.open(mine).check()).toContainEqual(
      expect.objectContaining({
        code: 'ENTRY_CONFLICT',
        message: expect.stringMatching(/--ours is c_KEY of instance b of edr, --theirs KEY of instance b_c of edr/),
      }),
    )
  })

  it('are above every version that was seen here, so that the merge is not taken for a rollback', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    for (const value of ['2', '3', '4', '5']) await ada.open(mine).set([{ name: 'B', value }])
    await writeFile(mine, base)
    await ben.open(theirs).set([{ name: 'D', value: 'of Ben' }])
    const { bytes } = await ada.open(mine).merge({ base, ours: base, theirs: await readFile(theirs) })
    await writeFile(mine, bytes)
    expect(await ada.open(mine).get('D')).toBe('of Ben')
  })

  it('of which one is an older version than the common one are refused: somebody put it back', async () => {
    const { ada, mine, base } = await branches()
    await ada.open(mine).set([{ name: 'A', value: '2' }])
    const newer = await readFile(mine)
    await ada.open(mine).set([{ name: 'C', value: 'of Ada' }])
    const ours = await readFile(mine)
    const rolledBack = (side: string) => ({ code: 'VAULT_ROLLED_BACK', data: { side } })
    await expect(ada.open(mine).merge({ base: newer, ours, theirs: base })).rejects.toMatchObject(rolledBack('theirs'))
    await expect(ada.open(mine).merge({ base: newer, ours: base, theirs: ours })).rejects.toMatchObject(
      rolledBack('ours'),
    )
    const { bytes } = await ada.open(mine).merge({ base: newer, ours, theirs: base, isRevert: true })
    await writeFile(mine, bytes)
    expect(await ada.open(mine).get('A')).toBe('1')
    expect(await ada.open(mine).get('C')).toBe('of Ada')
  })

  it('of which theirs is picked onto an older branch are merged: ours was not put back', async () => {
    const { ada, mine, base } = await branches()
    await ada.open(mine).set([{ name: 'B', value: '2' }])
    const before = await readFile(mine)
    await ada.open(mine).set([{ name: 'A', value: '2' }])
    const history = { versions: async () => new Set(gitObjectIds(base)) }
    const picked = { base: before, ours: base, theirs: await readFile(mine) }
    const { bytes, conflicts } = await ada.open(mine, { history }).merge(picked)
    expect(conflicts).toEqual([])
    await writeFile(mine, bytes)
    expect([await ada.open(mine).get('A'), await ada.open(mine).get('B')]).toEqual(['2', '1'])
  })

  it('of which theirs is picked onto an older branch leave out who was removed since, or ask about him', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    const away = { stateDir: await temporaryFolder() }
    await ada.open(theirs, away).set([{ name: 'READ', value: 'by Ben' }])
    await ada.open(mine).recipients.remove(await ben.fingerprint())
    const removed = await readFile(mine)
    await ada.open(mine).set([{ name: 'A', value: 'after Ben' }])
    const picked = { base: removed, ours: await readFile(theirs), theirs: await readFile(mine) }
    const past = new Set([base, picked.ours].flatMap((each) => gitObjectIds(each)))
    const who = { fingerprint: await ben.fingerprint(), name: 'Ben <ben@example.org>' }
    for (const answer of [undefined, false, true]) {
      const approve = async () => answer === true
      const options = { history: { versions: async () => past }, ...(answer !== undefined && { approve }) }
      const { bytes, leftOut } = await ada.open(theirs, options).merge(picked)
      expect(leftOut).toEqual(answer === undefined ? [{ ...who, isOurs: true }] : [])
      const file = join(await temporaryFolder(), 'secrets.gpg')
      await writeFile(file, bytes)
      if (answer) expect(await ben.open(file, { stateDir: await temporaryFolder() }).get('A')).toBe('after Ben')
      else await expect(ben.open(file).get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
      const { rotate } = (await ada.open(file).list()).find(({ name }) => name === 'READ') ?? {}
      expect(rotate?.because).toBe(answer ? undefined : who.name)
    }
  })

  it('of which one is a version that the other follows on bring nothing of it: it was put on another branch', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    await ada.open(mine).set([{ name: 'OLD', value: 'removed since' }])
    const old = await readFile(mine)
    await ada.open(mine).unset(['OLD'])
    await ada.open(mine).recipients.remove(await ben.fingerprint())
    await ada.open(theirs, { stateDir: await temporaryFolder() }).set([{ name: 'B', value: '2' }])
    const ours = await readFile(mine)
    const newer = new Set([base, old, ours].flatMap((each) => gitObjectIds(each)))
    const history = {
      versions: async (_file: string, commit?: string) => (commit === 'old' ? new Set<string>() : newer),
    }
    const vault = ada.open(mine, { history })
    expect(await vault.merge({ base, ours, theirs: old })).toEqual({
      bytes: ours,
      conflicts: [],
      leftOut: [],
      older: 'theirs',
    })
    const commits = { ours: 'old', theirs: 'main' }
    const otherWay = await vault.merge({ base, ours: old, theirs: ours, commits })
    expect(otherWay).toMatchObject({ conflicts: [], older: 'ours' })
    await writeFile(mine, otherWay.bytes)
    expect(await ada.open(mine).get('OLD')).toBeUndefined()
    expect((await ada.open(mine).recipients.list()).filter(({ access }) => access === 'pinned')).toHaveLength(1)
    const among = await vault.merge({ base, ours: old, theirs: ours, isAncestral: true })
    expect(among.older).toBeUndefined()
  })

  it('that set new secrets after their branches crossed conflict in none of them', async () => {
    const { ada, mine, theirs, base } = await branches()
    const away = { stateDir: await temporaryFolder() }
    await ada.open(mine).set([{ name: 'OURS', value: '1' }])
    await ada.open(theirs, away).set([{ name: 'THEIRS', value: '1' }])
    const crossed = { base, ours: await readFile(mine), theirs: await readFile(theirs) }
    for (const [file, other] of [
      [mine, crossed.theirs],
      [theirs, crossed.ours],
    ] as const)
      await writeFile(
        file,
        (await ada.open(file, away).merge({ base, ours: await readFile(file), theirs: other })).bytes,
      )
    await ada.open(mine).set([{ name: 'NEW_OURS', value: '1' }])
    await ada.open(theirs, away).set([{ name: 'NEW_THEIRS', value: '1' }])
    const past = new Set(
      [base, crossed.ours, crossed.theirs, await readFile(mine)].flatMap((each) => gitObjectIds(each)),
    )
    const vault = ada.open(mine, { history: { versions: async () => past } })
    const made = await vault.merge({ ...crossed, isAncestral: true })
    const merged = await vault.merge({ base: made.bytes, ours: await readFile(mine), theirs: await readFile(theirs) })
    expect(merged.conflicts).toEqual([])
  })

  it('of which theirs alone gives somebody access: asked, or left out and told', async () => {
    const { ada, ben, mine, theirs, base } = await branches()
    const carl = await member('Carl')
    await ada.open(mine).set([{ name: 'A', value: '2' }])
    await ben.open(theirs).recipients.add(await carl.publicKey())
    const versions = { base, ours: await readFile(mine), theirs: await readFile(theirs) }
    const fingerprint = await carl.fingerprint()
    const who = { fingerprint, name: 'Carl <carl@example.org>' }
    const pinned = async (bytes: Uint8Array) => {
      await writeFile(mine, bytes)
      const recipients = await ada.open(mine).recipients.list()
      return recipients.some((each) => each.fingerprint === fingerprint && each.access === 'pinned')
    }
    const silent = await ada.open(mine).merge(versions)
    expect(silent.leftOut).toEqual([who])
    expect(await pinned(silent.bytes)).toBe(false)
    const asked: unknown[] = []
    for (const answer of [true, false]) {
      const approve = async (request: unknown) => asked.push(request) > 0 && answer
      const { bytes, leftOut } = await ada.open(mine, { approve }).merge(versions)
      expect([leftOut, await pinned(bytes)]).toEqual([[], answer])
    }
    expect(asked).toEqual([
      { kind: 'recipient', ...who },
      { kind: 'recipient', ...who },
    ])
    expect((await ada.open(mine).merge({ base, ours: versions.theirs, theirs: versions.ours })).leftOut).toEqual([])
  })

  it('that follow on one whose writer has left since are merged', async () => {
    const { ada, ben, mine, theirs } = await branches()
    await ben.open(mine).set([{ name: 'A', value: 'of Ben' }])
    expect(await ada.open(mine).get('A')).toBe('of Ben')
    const base = await readFile(mine)
    await writeFile(theirs, base)
    await ada.open(theirs, { stateDir: await temporaryFolder() }).set([{ name: 'B', value: '2' }])
    await ada.open(mine).recipients.remove(await ben.fingerprint())
    const { conflicts } = await ada
      .open(mine)
      .merge({ base, ours: await readFile(mine), theirs: await readFile(theirs) })
    expect(conflicts).toEqual([])
  })

  it('left in one file by git are neither, and have a way out', async () => {
    const { ada, mine, base } = await branches()
    await ada.open(mine).set([{ name: 'A', value: '2' }])
    const newer = await readFile(mine)
    await writeFile(mine, leaveUnmerged({ ours: newer, theirs: base }))
    const refused = { code: 'VAULT_UNMERGED', hint: expect.stringContaining('meshroom secrets resolve') }
    await expect(ada.open(mine).get('A')).rejects.toMatchObject(refused)
    await expect(ada.open(mine).set([{ name: 'A', value: '3' }])).rejects.toMatchObject(refused)
    expect(await ada.open(mine).check()).toContainEqual(expect.objectContaining({ level: 'error', ...refused }))
  })

  it('of which one cannot be opened and that have none in common are different vaults', async () => {
    const { ada, ben, mine } = await branches()
    const other = join(await temporaryFolder(), 'other.gpg')
    await ada.open(other).set([{ name: 'A', value: '2' }])
    const versions = { ours: await readFile(mine), theirs: await readFile(other) }
    await expect(ben.open(mine).merge(versions)).rejects.toMatchObject({
      code: 'VAULT_MIXED',
      data: { closed: 'theirs' },
    })
    await expect(ben.open(mine).merge({ ours: versions.theirs, theirs: versions.ours })).rejects.toMatchObject({
      code: 'VAULT_MIXED',
      data: { closed: 'ours' },
    })
    await expect(ben.open(mine).merge({ ...versions, base: versions.ours })).rejects.toMatchObject({
      code: 'KEY_MISSING',
    })
  })

  it('with no common one are merged too, for those who can read both', async () => {
    const { ada, ben, mine, theirs } = await branches()
    await ada.open(mine).set([{ name: 'C', value: '1' }])
    await ada.open(mine).recipients.remove(await ben.fingerprint())
    const versions = { base: new Uint8Array(), ours: await readFile(mine), theirs: await readFile(theirs) }
    const { bytes, conflicts } = await ada.open(mine).merge(versions)
    expect(conflicts).toEqual(['C'])
    await writeFile(mine, bytes)
    expect((await ada.open(mine).recipients.list()).filter(({ access }) => access === 'pinned')).toHaveLength(1)
  })

  it.each([
    [
      'that git could not merge',
      'VAULT_UNMERGED',
      async (bytes: Uint8Array) => leaveUnmerged({ ours: bytes, theirs: bytes }),
    ],
    ['that is from before one had access', 'KEY_MISSING', async (_bytes: Uint8Array) => before()],
  ])('with a common one %s conflict in all that differs, and lose nothing', async (_what, closedBase, baseOf) => {
    const { ada, ben, mine, theirs, base } = await branches()
    const carl = await member('Carl')
    await ada.open(theirs, { stateDir: await temporaryFolder() }).set([{ name: 'C', value: '1' }])
    await ada.open(mine).recipients.add(await carl.publicKey())
    await ada.open(mine).unset(['B'])
    const versions = { base: await baseOf(base), ours: await readFile(mine), theirs: await readFile(theirs) }
    const who = { fingerprint: await carl.fingerprint(), name: 'Carl <carl@example.org>' }
    const silent = await ada.open(mine).merge(versions)
    expect(silent).toMatchObject({ conflicts: ['B', 'C'], closedBase, leftOut: [who] })
    const asked: unknown[] = []
    const merged = await ada.open(mine, { approve: async (request) => asked.push(request) > 0 }).merge(versions)
    expect(asked).toEqual([{ kind: 'recipient', ...who }])
    await writeFile(mine, merged.bytes)
    expect((await ada.open(mine).list()).find(({ name }) => name === 'C')?.conflict).toMatchObject({
      ours: { absent: true },
    })
    await carl.open(mine).resolve('C', 'theirs')
    await ben.open(mine).resolve('B', 'ours')
    expect((await carl.open(mine).list()).map(({ name }) => name)).toEqual(['A', 'C'])
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
