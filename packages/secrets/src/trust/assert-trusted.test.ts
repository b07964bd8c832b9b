import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitTree } from '../../test/git-clone.ts'
import { member, recipientFiles } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'

async function project() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const ada = await member('Ada')
  const tree = gitTree(folder)
  tree.git('init', '--quiet', '--initial-branch', 'main')
  const set = (value: string) => ada.open(file).set([{ name: 'A', value }])
  await set('1')
  tree.commit('first')
  return { folder, file, ada, set, ...tree }
}

describe('a rollback', () => {
  it('committed on top of the newer version is refused', async () => {
    const { file, ada, set, commit } = await project()
    const old = await readFile(file)
    await set('2')
    commit('second')
    await writeFile(file, old)
    commit('put the old one back')
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_ROLLED_BACK' })
    await expect(set('3')).rejects.toMatchObject({ code: 'VAULT_ROLLED_BACK' })
  })

  it('is taken when the person wants it, and is the newest then', async () => {
    const { file, ada, set, commit, git } = await project()
    await set('2')
    commit('second')
    git('checkout', '--quiet', 'HEAD~1', '--', 'secrets.gpg')
    commit('put the old one back')
    expect(await ada.open(file).acceptPresent()).toEqual({ accepted: true, written: true })
    expect(await ada.open(file).get('A')).toBe('1')
    commit('keep it')
    expect(await ada.open(file).get('A')).toBe('1')
  })

  it('that is taken gives nobody access who was removed since, and what they know is due, as after the removal', async () => {
    const { file, folder, ada, carl, ben, old } = await rolledBackToBen()
    const name = 'Ben <ben@example.org>'
    const fingerprint = await ben.fingerprint()
    const shown: unknown[] = []
    const agree = async (present: unknown) => shown.push(present) > 1
    expect(await ada.open(file).acceptPresent({ agree })).toEqual({ accepted: false, written: false })
    expect(await readFile(file)).toEqual(old)
    expect(shown).toEqual([{ problem: 'VAULT_ROLLED_BACK', readers: expect.arrayContaining([{ fingerprint, name }]) }])
    expect(await ada.open(file).acceptPresent({ agree })).toEqual({
      accepted: true,
      written: true,
      leftOut: [{ fingerprint, name }],
      rotate: ['A'],
    })
    expect(recipientFiles(folder)).toEqual([await ada.fingerprint(), await carl.fingerprint()].sort())
    expect(await ada.open(file).list()).toMatchObject([{ name: 'A', rotate: { because: name } }])
    expect(await carl.open(file).get('A')).toBe('1')
    await expect(ben.open(file).get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
    await ada.open(file).set([{ name: 'B', value: '2' }])
  })

  it('that is taken gives access again to whom the person says', async () => {
    const { file, ada, ben } = await rolledBackToBen()
    const asked: unknown[] = []
    const approve = async (request: unknown) => asked.push(request) > 0
    expect(await ada.open(file, { approve }).acceptPresent()).toEqual({ accepted: true, written: true })
    const fingerprint = await ben.fingerprint()
    expect(asked).toEqual([{ kind: 'recipient', fingerprint, name: 'Ben <ben@example.org>', isDeparted: true }])
    await ben.open(file).set([{ name: 'A', value: 'of Ben' }])
    expect(await ada.open(file).get('A')).toBe('of Ben')
  })

  it('that was never committed is refused', async () => {
    const { file, ada, set, commit } = await project()
    await set('2')
    const old = await readFile(file)
    await set('3')
    commit('third')
    await writeFile(file, old)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_ROLLED_BACK' })
  })

  it('is refused without git', async () => {
    const { folder, file, ada, set } = await project()
    const old = await readFile(file)
    await set('2')
    await rm(join(folder, '.git'), { recursive: true })
    await writeFile(file, old)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_ROLLED_BACK' })
  })

  it('is noticed in another clone of the person’s', async () => {
    const { folder, file, ada, set } = await project()
    const old = await readFile(file)
    await set('2')
    const clone = await temporaryFolder()
    await cp(folder, clone, { recursive: true })
    await rm(join(clone, '.git'), { recursive: true })
    await writeFile(join(clone, 'secrets.gpg'), old)
    await expect(ada.open(join(clone, 'secrets.gpg')).get('A')).rejects.toMatchObject({ code: 'VAULT_ROLLED_BACK' })
  })
})

describe('what git does', () => {
  it('is no rollback: an older branch, and going back to it', async () => {
    const { file, ada, set, commit, git } = await project()
    git('branch', 'old')
    await set('2')
    commit('second')
    git('checkout', '--quiet', 'old')
    expect(await ada.open(file).get('A')).toBe('1')
    git('checkout', '--quiet', 'main')
    expect(await ada.open(file).get('A')).toBe('2')
  })

  it('is no rollback: changes given up before they were committed', async () => {
    const { file, ada, set, git } = await project()
    await set('2')
    git('checkout', '--quiet', '--', 'secrets.gpg')
    expect(await ada.open(file).get('A')).toBe('1')
  })

  it('is no rollback: a change on an older branch, and a merge that takes it', async () => {
    const { file, ada, set, commit, git } = await project()
    git('branch', 'old')
    await set('2')
    await set('3')
    commit('third')
    git('checkout', '--quiet', 'old')
    await set('on the old branch')
    expect(await ada.open(file).get('A')).toBe('on the old branch')
    commit('fourth')
    git('merge', '--quiet', '--strategy', 'ours', '--message', 'keep the old branch', 'main')
    expect(await ada.open(file).get('A')).toBe('on the old branch')
  })
})

describe('a forged vault', () => {
  it('that is unsigned is refused, with metadata and, where a signed one was, without', async () => {
    const { file, ada, set } = await project()
    const { armored } = await forge(ada, { A: 'forged', '@meshroom': await metaOf(file, ada) })
    await writeFile(file, armored)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_UNSIGNED' })
    const plain = await forge(ada, { A: 'forged' })
    await writeFile(file, plain.armored)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_UNSIGNED' })
    await expect(set('2')).rejects.toMatchObject({ code: 'VAULT_UNSIGNED' })
  })

  it.each([
    ['by the key of one who is none of its recipients', 'of Eve', /who is none of its recipients/],
    ['by a recipient, for other content', 'of Ada', /its signature is wrong/],
  ])('that is signed %s is refused, and nothing is written on top of it', async (_what, whose, why) => {
    const { file, ada } = await project()
    const eve = await member('Eve')
    await eve.fingerprint()
    const { openpgp, key } = await openpgpKey(ada)
    const signingKeys = whose === 'of Ada' ? key : (await openpgpKey(eve)).key
    const content = JSON.stringify({ A: 'forged', '@meshroom': await metaOf(file, ada) })
    const signed = await openpgp.createMessage({ text: whose === 'of Ada' ? 'other content' : content })
    const armoredSignature = await openpgp.sign({ message: signed, signingKeys, detached: true })
    const signature = await openpgp.readSignature({ armoredSignature })
    const message = await openpgp.createMessage({ text: content })
    const forged = String(await openpgp.encrypt({ message, signature, encryptionKeys: key.toPublic() }))
    await writeFile(file, forged)
    const refused = { code: 'VAULT_FORGED', message: expect.stringMatching(why) }
    await expect(ada.open(file).get('A')).rejects.toMatchObject(refused)
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject(refused)
    await expect(ada.open(file).acceptPresent()).rejects.toMatchObject(refused)
    expect(await ada.open(file).check()).toContainEqual(expect.objectContaining({ code: 'VAULT_FORGED' }))
    expect(await readFile(file, 'utf8')).toBe(forged)
  })

  it('that is unsigned, on a branch from before the first signature, has a way out: its secrets are taken in by a signed one', async () => {
    const { file, ada, git, commit } = await project()
    git('checkout', '--quiet', '--orphan', 'before')
    const { armored } = await forge(ada, { A: 'of the Python tool', OLD: '1' })
    await writeFile(file, armored)
    commit('of the Python tool')
    await expect(ada.open(file).get('A')).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
      hint: expect.stringMatching(/git checkout BRANCH.*git show THIS_BRANCH.*meshroom secrets import -/),
    })
    git('checkout', '--quiet', 'main')
    const vault = ada.open(file)
    const taken = await vault.readOther(Buffer.from(armored))
    await vault.setMissing(taken)
    expect([await vault.get('A'), await vault.get('OLD')]).toEqual(['1', '1'])
  })

  it('of somebody who names himself a recipient is refused', async () => {
    const { file, ada } = await project()
    const eve = await member('Eve')
    const evil = join(await temporaryFolder(), 'secrets.gpg')
    await eve.open(evil).set([{ name: 'A', value: 'of Eve' }])
    await eve.open(evil).recipients.add(await ada.publicKey())
    await cp(evil, file)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_REPLACED' })
  })

  it('that goes on from the real one, by somebody who names himself a recipient, is for a person to decide', async () => {
    const { file, ada } = await project()
    const eve = await member('Eve')
    const fingerprint = await eve.fingerprint()
    await writeFile(file, await continuedBy(eve, file, ada))
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN', data: { fingerprint } })
    const asked: unknown[] = []
    const approve = async (request: unknown) => asked.push(request) > 0
    expect(await ada.open(file, { approve }).get('A')).toBe('of Eve')
    expect(asked).toEqual([{ kind: 'signer', fingerprint, name: 'Eve <eve@example.org>' }])
    expect(await ada.open(file).get('A')).toBe('of Eve')
  })

  it('that is sound needs no acceptance, and is not written', async () => {
    const { file, ada } = await project()
    const before = await readFile(file)
    const vault = ada.open(file)
    expect(await vault.acceptPresent()).toEqual({ accepted: false, written: false })
    await vault.get('A')
    expect(await vault.acceptPresent()).toEqual({ accepted: false, written: false })
    expect(await readFile(file)).toEqual(before)
    const nothing = join(await temporaryFolder(), 'secrets.gpg')
    expect(await ada.open(nothing).acceptPresent()).toEqual({ accepted: false, written: false })
    await expect(readFile(nothing)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('that is a genuine one of another project and was rolled back there, too, is written anew', async () => {
    const { file, ada } = await project()
    const other = join(await temporaryFolder(), 'secrets.gpg')
    await ada.open(other).set([{ name: 'A', value: 'old' }])
    await cp(other, file)
    await ada.open(other).set([{ name: 'A', value: 'new' }])
    expect(await ada.open(file).acceptPresent()).toEqual({ accepted: true, written: true })
    expect(await ada.open(file).get('A')).toBe('old')
  })

  it('that is a genuine one of another project is refused, until the person takes it', async () => {
    const { file, ada } = await project()
    const other = join(await temporaryFolder(), 'secrets.gpg')
    await ada.open(other).set([{ name: 'A', value: 'of the other' }])
    await cp(other, file)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'VAULT_REPLACED' })
    const before = await readFile(file)
    expect(await ada.open(file).acceptPresent()).toEqual({ accepted: true, written: false })
    expect(await readFile(file)).toEqual(before)
    expect(await ada.open(file).get('A')).toBe('of the other')
  })

  it('of another is refused in a new clone, too, until the person takes it in one of them', async () => {
    const { file, ada, commit, folder } = await project()
    const [old, eve] = [await readFile(file), await member('Eve')]
    await rm(file)
    await eve.open(file, { approve: async () => true }).set([{ name: 'A', value: 'of Eve' }])
    commit('tidy up')
    const [first, second] = [await cloneOf(folder), await cloneOf(folder)]
    for (const clone of [file, first]) {
      await expect(ada.open(clone).get('A')).rejects.toMatchObject({ code: 'VAULT_REPLACED' })
      await expect(ada.open(clone).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({ code: 'VAULT_REPLACED' })
    }
    await ada.open(first).acceptPresent()
    expect([await ada.open(second).get('A'), await ada.open(file).get('A')]).toEqual(['of Eve', 'of Eve'])
    await writeFile(second, old)
    expect(await ada.open(second).get('A')).toBe('1')
  })

  it('without a signature is refused in a new clone whose history has no signed one left', async () => {
    const { folder, file, ada, git, commit } = await project()
    git('checkout', '--quiet', '--orphan', 'anew')
    await rm(file)
    git('rm', '--quiet', '-r', '--cached', '.')
    await writeFile(join(folder, 'first'), '')
    git('add', 'first')
    git('commit', '--quiet', '--message', 'root')
    git('checkout', '--quiet', '-b', 'other')
    await ada.open(file).set([{ name: 'A', value: 'anew' }])
    git('checkout', '--quiet', 'anew')
    await writeFile(file, (await forge(ada, { A: 'forged' })).armored)
    commit('forged')
    await expect(ada.open(await cloneOf(folder)).get('A')).rejects.toMatchObject({ code: 'VAULT_UNSIGNED' })
  })

  it('of another is none of a repository that has nothing to do with it', async () => {
    const { ada } = await project()
    const other = await temporaryFolder()
    const tree = gitTree(other)
    tree.git('init', '--quiet')
    const ben = await member('Ben')
    await ben.open(join(other, 'secrets.gpg')).set([{ name: 'A', value: 'of Ben' }])
    await ben.open(join(other, 'secrets.gpg')).recipients.add(await ada.publicKey())
    tree.commit('of another project')
    expect(await ada.open(await cloneOf(other)).get('A')).toBe('of Ben')
  })

  it('is not found in one that the person made anew', async () => {
    const { file, ada, set } = await project()
    await rm(file)
    await set('anew')
    expect(await ada.open(file).get('A')).toBe('anew')
  })

  it('is refused the first time where the signers are named, as in CI', async () => {
    const { file, ada } = await project()
    const ben = await member('Ben')
    await ada.open(file).recipients.add(await ben.publicKey())
    const only = (fingerprint: string) => ({ env: { ...ben.env, MESHROOM_VAULT_SIGNERS: fingerprint.toUpperCase() } })
    await expect(ben.open(file, only('c'.repeat(40))).get('A')).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' })
    expect(await ben.open(file, only(`${'c'.repeat(40)}, ${await ada.fingerprint()}`)).get('A')).toBe('1')
  })

  it('of somebody whose access was taken is refused', async () => {
    const { file, ada } = await project()
    const ben = await member('Ben')
    await ada.open(file).recipients.add(await ben.publicKey())
    const kept = join(await temporaryFolder(), 'secrets.gpg')
    await cp(file, kept)
    await ada.open(file).recipients.remove(await ben.fingerprint())
    for (const value of ['x', 'y', 'z']) await ben.open(kept).set([{ name: 'A', value }])
    await cp(kept, file)
    await expect(ada.open(file).get('A')).rejects.toMatchObject({
      code: 'SIGNER_UNKNOWN',
      data: { fingerprint: await ben.fingerprint() },
    })
  })

  it('of somebody whose access was taken is refused, although work on an older branch, where he has it, is newer', async () => {
    const { file, ada, ben, tree, forged } = await removedButOnOldBranch()
    tree.git('checkout', '--quiet', 'main')
    await writeFile(file, forged)
    tree.commit('forged')
    await expect(ada.open(file).get('A')).rejects.toMatchObject({
      code: 'SIGNER_UNKNOWN',
      message: expect.stringContaining('whose access was taken'),
      data: { fingerprint: await ben.fingerprint() },
    })
    const asked: unknown[] = []
    const approve = async (request: unknown) => asked.push(request) > 1
    await expect(ada.open(file, { approve }).get('A')).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' })
    expect(await ada.open(file, { approve }).get('A')).toBe('of Ben 3')
    expect(asked[0]).toMatchObject({ kind: 'signer', isDeparted: true })
  })

  it('of somebody who was removed is known on every machine that read of it, and the older branch can be read', async () => {
    const { file, carl, tree, forged, seen } = await removedButOnOldBranch()
    for (const version of seen) {
      await writeFile(file, version)
      await carl.open(file).acceptPresent()
    }
    tree.git('checkout', '--quiet', 'old')
    expect(await carl.open(file).get('A')).toBe('on the old branch 2')
    await writeFile(file, forged)
    await expect(carl.open(file).get('A')).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' })
  })

  it('is none once a person has given him access again', async () => {
    const { file, ada, ben, carl, tree, elsewhere } = await removedButOnOldBranch()
    tree.git('checkout', '--quiet', 'main')
    expect(await carl.open(file).get('A')).toBe('1')
    expect(await ada.open(file).recipients.add(await ben.publicKey())).toMatchObject({ added: true })
    await ben.open(file, elsewhere).set([{ name: 'A', value: 'of Ben, who is back' }])
    expect(await ada.open(file).get('A')).toBe('of Ben, who is back')
    tree.commit('Ben is back')
    tree.git('checkout', '--quiet', 'old')
    await ben.open(file, elsewhere).set([{ name: 'A', value: 'of Ben, on the old branch' }])
    expect(await ada.open(file).get('A')).toBe('of Ben, on the old branch')
  })

  it('is none on the older branch once access is given again there', async () => {
    const { file, ada, ben, tree, elsewhere } = await removedButOnOldBranch()
    tree.git('checkout', '--quiet', 'old')
    expect(await ada.open(file).recipients.add(await ben.publicKey())).toMatchObject({ added: true })
    await ben.open(file, elsewhere).set([{ name: 'A', value: 'of Ben, who is back' }])
    expect(await ada.open(file).get('A')).toBe('of Ben, who is back')
  })

  it('encrypted for one more than its writer did is refused', async () => {
    const { file, ada } = await project()
    const eve = await member('Eve')
    await writeFile(file, await alsoFor(await readFile(file, 'utf8'), ada, await eve.publicKey()))
    await expect(ada.open(file).get('A')).rejects.toMatchObject({ code: 'RECIPIENT_INJECTED' })
  })
})

it('reads where nothing can be remembered', async () => {
  const { file, ada } = await project()
  const nowhere = join(file, 'below a file')
  expect(await ada.open(file, { stateDir: nowhere }).get('A')).toBe('1')
  expect(await ada.open(file, { stateDir: nowhere }).set([{ name: 'B', value: '1' }])).toEqual({
    changed: ['B'],
  })
})

/** Ben was removed, and a file from before, with his key beside it, is put back. */
async function rolledBackToBen() {
  const { folder, file, ada } = await project()
  const [ben, carl] = [await member('Ben'), await member('Carl')]
  for (const each of [ben, carl]) await ada.open(file).recipients.add(await each.publicKey())
  const old = await readFile(file)
  await ada.open(file).recipients.remove(await ben.fingerprint())
  await ada.open(file).set([{ name: 'A', value: 'rotated' }])
  await writeFile(file, old)
  await writeFile(join(folder, 'recipients', `${await ben.fingerprint()}.asc`), await ben.publicKey())
  return { folder, file, ada, ben, carl, old }
}

/** The vault's file in a new clone. */
async function cloneOf(folder: string): Promise<string> {
  const clone = await temporaryFolder()
  gitTree(clone).git('clone', '--quiet', folder, clone)
  return join(clone, 'secrets.gpg')
}

/** Ben is removed on main, and stays on a branch that forked before, where Ada goes on; what he writes is newer than all. */
async function removedButOnOldBranch() {
  const { file, ada, commit, git } = await project()
  const [ben, carl] = [await member('Ben'), await member('Carl')]
  for (const each of [ben, carl]) await ada.open(file).recipients.add(await each.publicKey())
  commit('Ben and Carl')
  git('branch', 'old')
  await ada.open(file).recipients.remove(await ben.fingerprint())
  commit('without Ben')
  const seen = [await readFile(file)]
  git('checkout', '--quiet', 'old')
  for (const value of ['1', '2']) await ada.open(file).set([{ name: 'A', value: `on the old branch ${value}` }])
  commit('on the old branch')
  seen.push(await readFile(file))
  const kept = join(await temporaryFolder(), 'secrets.gpg')
  await cp(file, kept)
  for (const value of ['1', '2', '3']) await ben.open(kept).set([{ name: 'A', value: `of Ben ${value}` }])
  const elsewhere = { stateDir: await temporaryFolder() }
  return { file, ada, ben, carl, tree: { git, commit }, seen, forged: await readFile(kept), elsewhere }
}

type Ada = Awaited<ReturnType<typeof member>>

async function openpgpKey(ada: Ada) {
  const openpgp = await import('openpgp')
  const armoredKey = await readFile(join(ada.keyDir, `${await ada.fingerprint()}.asc`), 'utf8')
  return { openpgp, key: await openpgp.readPrivateKey({ armoredKey }) }
}

/** Eve knows a version from when she was given access in another clone, and writes the next one. */
async function continuedBy(eve: Ada, file: string, ada: Ada): Promise<Uint8Array> {
  const copy = join(await temporaryFolder(), 'secrets.gpg')
  await cp(file, copy)
  const elsewhere = { stateDir: await temporaryFolder() }
  await ada.open(copy, elsewhere).recipients.add(await eve.publicKey())
  await eve.open(copy).set([{ name: 'A', value: 'of Eve' }])
  return readFile(copy)
}

/** Encrypts for Ada without signing, as anybody can. */
async function forge(ada: Ada, content: object): Promise<{ armored: string }> {
  const { openpgp, key } = await openpgpKey(ada)
  const message = await openpgp.createMessage({ text: JSON.stringify(content) })
  return { armored: await openpgp.encrypt({ message, encryptionKeys: key.toPublic() }) }
}

async function metaOf(file: string, ada: Ada): Promise<unknown> {
  const { openpgp, key } = await openpgpKey(ada)
  const message = await openpgp.readMessage({ armoredMessage: await readFile(file, 'utf8') })
  return JSON.parse((await openpgp.decrypt({ message, decryptionKeys: key })).data)['@meshroom']
}

/** Adds a packet with the session key for another key, as a recipient can without touching what is signed. */
async function alsoFor(armored: string, ada: Ada, publicKey: string): Promise<Uint8Array> {
  const { openpgp, key } = await openpgpKey(ada)
  const message = await openpgp.readMessage({ armoredMessage: armored })
  const [sessionKey] = await openpgp.decryptSessionKeys({ message, decryptionKeys: key })
  if (sessionKey?.algorithm == null) throw new Error('no session key')
  const { data, algorithm } = sessionKey
  const encryptionKeys = await openpgp.readKey({ armoredKey: publicKey })
  const extra = await openpgp.encryptSessionKey({ data, algorithm, encryptionKeys, format: 'binary' })
  const base64 = armored.split('\n\n')[1]?.split('\n=')[0] ?? ''
  return Buffer.concat([extra, Buffer.from(base64, 'base64')])
}
