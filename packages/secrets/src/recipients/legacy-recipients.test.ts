import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitTree } from '../../test/git-clone.ts'
import { member } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { unsignedFor } from '../../test/unsigned-file.ts'
import { leaveUnmerged } from '../unmerged-file.ts'

/** Mallory can push: an unsigned file for the victim and for himself, and his key in the folder. */
async function injected() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const [ada, mallory] = [await member('Ada'), await member('Mallory')]
  const fingerprint = await mallory.fingerprint()
  const key = join(folder, 'recipients', `${fingerprint}.asc`)
  await mkdir(dirname(key))
  await writeFile(key, await mallory.publicKey())
  await writeFile(file, await unsignedFor([ada, mallory], { A: '1' }))
  const pinned = async () =>
    (await ada.open(file).recipients.list()).filter(({ access }) => access === 'pinned').map(({ name }) => name)
  return { folder, file, ada, mallory, fingerprint, key, pinned }
}

describe('a key that only the folder has, and that an unsigned file is encrypted for', () => {
  it('is asked about by name and fingerprint, and where nobody can be asked nothing is written', async () => {
    const { file, ada, fingerprint } = await injected()
    const before = await readFile(file)
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({
      code: 'RECIPIENT_UNKNOWN',
      hint: expect.stringContaining(`meshroom secrets recipients add ${fingerprint}`),
      data: { fingerprint, name: 'Mallory <mallory@example.org>' },
    })
    expect(await readFile(file)).toEqual(before)
  })

  it.each([
    [true, ['Ada <ada@example.org>', 'Mallory <mallory@example.org>']],
    [false, ['Ada <ada@example.org>']],
  ])('where the answer is %j the vault is for %j', async (answer, readers) => {
    const { file, ada, fingerprint, pinned } = await injected()
    const asked: unknown[] = []
    const approve = async (request: unknown) => asked.push(request) > 0 && answer
    await ada.open(file, { approve }).set([{ name: 'B', value: '2' }])
    expect(asked).toEqual([{ kind: 'recipient', fingerprint, name: 'Mallory <mallory@example.org>' }])
    expect((await pinned()).sort()).toEqual(readers)
  })

  it('is given access by the command that the message names, and nobody else by that', async () => {
    const { folder, file, ada, mallory, fingerprint, pinned } = await injected()
    const ben = await member('Ben')
    await writeFile(join(folder, 'recipients', `${await ben.fingerprint()}.asc`), await ben.publicKey())
    await writeFile(file, await unsignedFor([ada, mallory, ben], { A: '1' }))
    expect(await ada.open(file).recipients.add(fingerprint)).toMatchObject({ added: true })
    expect((await pinned()).sort()).toEqual(['Ada <ada@example.org>', 'Mallory <mallory@example.org>'])
    await ada.open(file).recipients.add(await ben.fingerprint())
    expect(await pinned()).toHaveLength(3)
    expect(await ada.open(file).get('A')).toBe('1')
  })

  it('gets nothing once its file is gone and the person has said so', async () => {
    const { file, ada, key } = await injected()
    await rm(key)
    await expect(ada.open(file).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({ code: 'RECIPIENT_MISSING' })
  })

  it('is named by doctor as one that can read', async () => {
    const { file, ada } = await injected()
    const findings = await ada.open(file).check()
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'VAULT_UNSIGNED',
        message: expect.stringMatching(/can read it: .*Mallory <mallory@example\.org>/),
      }),
    )
    expect(findings.map(({ message }) => message).join()).not.toContain('no access')
  })
})

describe('an unsigned file on top of signed versions', () => {
  it('is refused in a clone that never read the vault, and not where there was none', async () => {
    const { folder, file, ada, mallory } = await injected()
    const tree = gitTree(folder)
    tree.git('init', '--quiet', '--initial-branch', 'main')
    const forged = await readFile(file)
    await rm(file)
    await rm(join(folder, 'recipients'), { recursive: true })
    await ada.open(file).set([{ name: 'A', value: 'real' }])
    tree.commit('signed')
    for (const value of ['x', 'y', 'z']) {
      await writeFile(file, await unsignedFor([ada, mallory], { A: value }))
      tree.commit('forged')
    }
    await writeFile(file, forged)
    tree.commit('forged')
    const fresh = { stateDir: await temporaryFolder() }
    await expect(ada.open(file, fresh).get('A')).rejects.toMatchObject({ code: 'VAULT_UNSIGNED' })
    await expect(ada.open(file, fresh).set([{ name: 'B', value: '2' }])).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
    })
    await rm(join(folder, '.git'), { recursive: true })
    tree.git('init', '--quiet', '--initial-branch', 'main')
    tree.commit('first of the Python tool')
    await writeFile(file, await unsignedFor([ada], { A: '2' }))
    tree.commit('second')
    expect(await ada.open(file, fresh).get('A')).toBe('2')
  })
})

describe('a renewed key', () => {
  async function renewable() {
    const folder = await temporaryFolder()
    const file = join(folder, 'secrets.gpg')
    const [ada, ben] = [await member('Ada'), await member('Ben')]
    await ada.open(file).set([{ name: 'A', value: '1' }])
    await ada.open(file).recipients.add(await ben.publicKey())
    const openpgp = await import('openpgp')
    const armoredKey = await readFile(join(ben.keyDir, `${await ben.fingerprint()}.asc`), 'utf8')
    const privateKey = await openpgp.readPrivateKey({ armoredKey })
    const { publicKey } = await openpgp.reformatKey({
      privateKey,
      userIDs: [{ name: 'Ben', email: 'ben@example.org' }],
      keyExpirationTime: 10 * 365 * 24 * 3600,
      date: new Date(Date.now() + 1000),
      format: 'armored',
    })
    return { folder, file, ada, ben, publicKey }
  }

  it('of somebody who has access is kept, in the vault and in the folder', async () => {
    const { folder, file, ada, ben, publicKey } = await renewable()
    const fingerprint = await ben.fingerprint()
    const later = { clock: () => new Date(Date.now() + 5000) }
    expect(await ada.open(file, later).recipients.add(publicKey)).toEqual({ fingerprint, added: false, renewed: true })
    const listed = (await ada.open(file, later).recipients.list()).find((each) => each.fingerprint === fingerprint)
    expect(Date.parse(listed?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 9 * 365 * 24 * 3600_000)
    await rm(join(folder, 'recipients'), { recursive: true })
    expect((await ada.open(file, later).recipients.list()).find((each) => each.fingerprint === fingerprint)).toEqual(
      listed,
    )
    expect(await ada.open(file, later).recipients.add(publicKey)).toMatchObject({ added: false, renewed: false })
  })
})

it('a file of a recipient that holds another key is found by doctor', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const [ada, mallory] = [await member('Ada'), await member('Mallory')]
  await ada.open(file).set([{ name: 'A', value: '1' }])
  const own = join(folder, 'recipients', `${await ada.fingerprint()}.asc`)
  expect((await ada.open(file).check()).map(({ code }) => code)).not.toContain('RECIPIENT_SWAPPED')
  for (const text of [await mallory.publicKey(), 'nonsense']) {
    await writeFile(own, text)
    expect(await ada.open(file).check()).toContainEqual(
      expect.objectContaining({ level: 'error', code: 'RECIPIENT_SWAPPED', subject: own }),
    )
  }
})

it('a file of a recipient that git left unmerged is said to be that, by doctor and by what needs it', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const ada = await member('Ada')
  await ada.open(file).set([{ name: 'A', value: '1' }])
  const own = join(folder, 'recipients', `${await ada.fingerprint()}.asc`)
  const key = await readFile(own)
  await writeFile(own, leaveUnmerged({ ours: key, theirs: key }))
  const findings = await ada.open(file).check()
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'RECIPIENT_UNMERGED',
      hint: expect.stringContaining(`git checkout --ours -- ${own}`),
    }),
  )
  expect(findings.map(({ code }) => code)).not.toContain('RECIPIENT_SWAPPED')
  await expect(ada.open(file).set([{ name: 'A', value: '2' }])).rejects.toMatchObject({
    code: 'RECIPIENT_UNUSABLE',
    hint: expect.stringContaining('git checkout --ours'),
  })
  await rm(own)
  await ada.open(file).set([{ name: 'A', value: '2' }])
  expect(await readFile(own)).toEqual(key)
})
