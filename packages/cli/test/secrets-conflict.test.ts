import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { sandbox, sandboxWithMesh } from './sandbox.ts'
import { attributes, clone, type Member, merge, person, succeed, team } from './team.ts'

/** Git as it is in a clone where no program of ours has run yet. */
async function withoutDriver(member: Member): Promise<void> {
  await succeed(member.git('config', '--local', '--remove-section', 'merge.meshroom'))
}

async function bothChange(key = 'API_KEY') {
  const { ada, bob } = await team()
  await ada.set(key, 'of-ada')
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.set(key, 'of-bob')
  await bob.commit()
  return { ada, bob }
}

test('a merge that ran without the program leaves both sides in the file; every command says so, and resolve merges them', async () => {
  const { ada, bob } = await bothChange('FROM_BOB')
  await ada.meshroom('secrets unset edr FROM_BOB')
  await ada.commit()
  await withoutDriver(bob)
  expect(await merge(bob, ada)).toMatchObject({ code: 1 })
  expect(await bob.box.read('secrets.gpg')).toContain('<<<<<<<')
  for (const line of ['secrets list', 'secrets get edr API_KEY', 'secrets exec edr -- env', 'secrets rotate']) {
    const outcome = await bob.meshroom(line)
    expect(outcome, line).toMatchObject({ code: 1, stderr: expect.stringContaining('VAULT_UNMERGED') })
    expect(outcome.stderr).toContain('meshroom secrets resolve')
  }
  const sick = validateJson('secrets-doctor', (await bob.meshroom('secrets doctor --json')).stdout)
  expect(sick).toContainEqual(
    expect.objectContaining({ code: 'VAULT_UNMERGED', hint: expect.stringContaining('meshroom secrets resolve') }),
  )
  expect(await bob.meshroom('secrets resolve')).toMatchObject({ code: 0, stdout: 'merged secrets.gpg by name\n' })
  expect(await bob.get('FROM_BOB')).toBe('of-bob')
  expect(await bob.get('FROM_ADA')).toBe('a')
  await bob.commit()
  expect(await merge(ada, bob)).toMatchObject({ code: 0 })
  expect(await ada.get('FROM_BOB')).toBe('of-bob')
})

test('git itself leads out too, once the program is known to it', async () => {
  const { ada, bob } = await bothChange('FROM_BOB')
  await withoutDriver(bob)
  await merge(bob, ada)
  await bob.meshroom('secrets list')
  await succeed(bob.git('checkout', '--merge', '--', 'secrets.gpg'))
  expect(await bob.meshroom('secrets resolve')).toMatchObject({ code: 2, stdout: expect.stringContaining('FROM_BOB') })
  expect(await bob.get('FROM_ADA')).toBe('a')
})

test('what git left was committed as it was: resolve finds the two sides in the history', async () => {
  const { ada, bob } = await bothChange()
  await withoutDriver(bob)
  await merge(bob, ada)
  await bob.commit()
  expect(await bob.meshroom('secrets resolve')).toMatchObject({ code: 2, stdout: expect.stringMatching(/^merged/) })
  expect(await bob.get('FROM_ADA')).toBe('a')
  expect(await bob.meshroom('secrets get edr API_KEY --theirs')).toMatchObject({ stdout: 'of-ada\n' })
})

const MARKS = '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n'

/** Runs what the refusal of `secrets resolve` says of the last version that was whole. */
async function bringBack(member: Member): Promise<void> {
  const refused = await member.meshroom('secrets resolve')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('VAULT_UNMERGED') })
  const commit = /git checkout ([0-9a-f]+) -- secrets\.gpg/.exec(refused.stderr)?.[1] ?? 'none'
  await succeed(member.git('checkout', commit, '--', 'secrets.gpg'))
}

test('where git knows of no two sides any more, it says how to go back to one', async () => {
  const { ada } = await team()
  await ada.box.write({ 'secrets.gpg': MARKS })
  await bringBack(ada)
  expect(await ada.get('API_KEY')).toBe('first')
})

test('marks that no merge left bring nothing back of a merge before: the last whole version is named', async () => {
  const { ada, bob } = await bothChange('FROM_BOB')
  expect(await merge(ada, bob)).toMatchObject({ code: 1 })
  await succeed(ada.meshroom('secrets resolve --ours'))
  await ada.commit()
  await ada.set('API_KEY', 'second')
  await ada.set('LATER', 'l')
  await succeed(ada.meshroom('secrets recipients remove bob'))
  await ada.commit()
  await ada.box.write({ 'secrets.gpg': MARKS })
  await ada.commit()
  await bringBack(ada)
  expect([await ada.get('API_KEY'), await ada.get('LATER')]).toEqual(['second', 'l'])
  expect((await ada.meshroom('secrets recipients list')).stdout).not.toContain('bob')
})

test('marks of a merge that main has overtaken bring nothing back, whoever made the merges', async () => {
  const { ada } = await team()
  await succeed(ada.git('branch', 'aside'))
  await ada.set('OLD', 'o')
  await ada.commit()
  await succeed(ada.git('branch', 'crossing'))
  const old = await ada.box.read('secrets.gpg')
  await succeed(ada.meshroom('secrets unset edr OLD'))
  await ada.set('API_KEY', 'second')
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'aside'))
  await ada.box.write({ 'secrets.gpg': old, aside: 'a' })
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'crossing'))
  await ada.git('merge', '-q', '-s', 'ours', '--no-commit', 'aside')
  await ada.box.write({ 'secrets.gpg': MARKS })
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'main'))
  await ada.git('merge', '-q', '-s', 'ours', '--no-commit', 'crossing')
  await ada.box.write({ 'secrets.gpg': MARKS })
  await ada.commit()
  await bringBack(ada)
  expect(await ada.get('API_KEY')).toBe('second')
  expect(await ada.meshroom('secrets get edr OLD')).toMatchObject({ code: 2 })
})

test('a merge whose program could not be started is seen by doctor, and done by resolve', async () => {
  const { ada, bob } = await bothChange('FROM_BOB')
  await succeed(bob.git('config', '--local', 'merge.meshroom.driver', '/no/such/program %O %A %B %P'))
  await merge(bob, ada)
  expect((await bob.meshroom('secrets doctor')).stdout).toContain('GIT_UNMERGED')
  expect(await bob.meshroom('secrets resolve')).toMatchObject({ code: 2, stdout: expect.stringContaining('FROM_BOB') })
  expect(await bob.get('FROM_ADA')).toBe('a')
})

test('a conflict says who changed the secret when on which branch, never the value, which is shown when asked for', async () => {
  const { ada, bob } = await bothChange()
  await succeed(bob.git('fetch', '-q', ada.box.project, 'main:hers'))
  expect(await bob.git('merge', '--no-edit', 'hers')).toMatchObject({ code: 1 })
  const shown = await bob.meshroom('secrets resolve')
  expect(shown.code).toBe(2)
  expect(shown.stdout).toMatch(
    /--ours {4}set by bob <bob@example\.org> on 20\d\d-\d\d-\d\d \d\d:\d\d, on main \(generation \d\)/,
  )
  expect(shown.stdout).toMatch(
    /--theirs {2}set by ada <ada@example\.org> on 20\d\d-\d\d-\d\d \d\d:\d\d, on hers \(generation \d\)/,
  )
  const listed = await bob.meshroom('secrets list --json')
  expect(validateJson('secrets-list', listed.stdout)).toContainEqual(
    expect.objectContaining({
      name: 'edr_edr_API_KEY',
      conflict: {
        ours: expect.objectContaining({
          author: 'bob <bob@example.org>',
          branch: 'main',
          generation: expect.any(Number),
        }),
        theirs: expect.objectContaining({
          author: 'ada <ada@example.org>',
          branch: 'hers',
          updatedAt: expect.any(String),
        }),
      },
    }),
  )
  const json = await bob.meshroom('secrets resolve --json')
  expect(validateJson('secrets-resolve', json.stdout)).toMatchObject({ left: ['edr_edr_API_KEY'], merged: false })
  const doctor = await bob.meshroom('secrets doctor')
  expect(doctor.stdout).toContain('--theirs was set by ada')
  const texts = [shown, listed, json, doctor].map(({ stdout, stderr }) => stdout + stderr).join('')
  expect(texts).not.toMatch(/of-ada|of-bob/)
  expect(await bob.meshroom('secrets get edr API_KEY --ours')).toEqual({ code: 0, stdout: 'of-bob\n', stderr: '' })
  expect(await bob.meshroom('secrets get edr_edr_API_KEY --theirs --json')).toMatchObject({
    stdout: expect.stringContaining('"value": "of-ada"'),
  })
  expect(await bob.meshroom('secrets get edr FROM_ADA --theirs')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no conflict'),
  })
  expect(await bob.meshroom('secrets resolve --theirs')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/resolved edr_edr_API_KEY: as set by ada .*gone is what was set by bob/),
  })
  expect(await bob.get('API_KEY')).toBe('of-ada')
})

test('one side removed what the other changed: who did is said, and either can be taken', async () => {
  const { ada, bob } = await team()
  await ada.set('API_KEY', 'of-ada')
  await ada.commit()
  await succeed(bob.meshroom('secrets unset edr API_KEY'))
  await bob.commit()
  expect(await merge(bob, ada)).toMatchObject({ code: 1 })
  expect((await bob.meshroom('secrets resolve')).stdout).toMatch(/--ours {4}removed by bob/)
  expect(await bob.meshroom('secrets get edr API_KEY --ours')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('SECRET_REMOVED'),
  })
  await succeed(bob.meshroom('secrets resolve edr_edr_API_KEY --ours'))
  expect(await bob.meshroom('secrets get edr API_KEY')).toMatchObject({ code: 2 })
})

test('two branches that give one name to two owners: whose secret is lost is said before and after', async () => {
  const { ada, bob } = await team()
  const instance = (member: Member, name: string) =>
    member.box.write({ [`instances/edr/${name}/config.yaml`]: 'settings:\n  region: x\n' })
  await instance(ada, 'b')
  await succeed(ada.meshroom('secrets set b c_KEY', { input: 'one' }))
  await ada.commit()
  await instance(bob, 'b_c')
  await succeed(bob.meshroom('secrets set b_c KEY', { input: 'two' }))
  await bob.commit()
  expect(await merge(bob, ada)).toMatchObject({ code: 1 })
  expect((await bob.meshroom('secrets resolve')).stdout).toContain(
    '--ours is KEY of instance b_c of edr, --theirs c_KEY of instance b of edr; the one that is not taken has no value then',
  )
  const resolved = await bob.meshroom('secrets resolve edr_b_c_KEY --ours')
  expect(resolved.stdout).toContain('instance b of edr has no c_KEY now')
  expect(await bob.meshroom('secrets get b_c KEY')).toMatchObject({ stdout: 'two\n' })
  expect(await bob.meshroom('secrets get b c_KEY')).toMatchObject({ code: 2 })
})

test('in a rebase git’s sides are the other way round; the person and the branch are said, and theirs is one’s own', async () => {
  const { ada, bob } = await bothChange()
  await succeed(bob.git('branch', '-m', 'feature'))
  await succeed(bob.git('fetch', '-q', ada.box.project, 'main:main'))
  const rebase = await bob.git('rebase', 'main')
  expect(rebase.code).toBe(1)
  const shown = await bob.meshroom('secrets resolve')
  expect(shown.stdout).toMatch(/--ours {4}set by ada .*, on main/)
  expect(shown.stdout).toMatch(/--theirs {2}set by bob .*, on feature/)
  const help = (await bob.meshroom('secrets resolve --help')).stdout.replace(/\s+/g, ' ')
  expect(help).toContain('In a rebase, --ours is the branch that you rebase onto and --theirs your own commits.')
  await succeed(bob.meshroom('secrets resolve edr_edr_API_KEY --theirs'))
  await succeed(bob.git('add', 'secrets.gpg'))
  await succeed(bob.git('-c', 'core.editor=true', 'rebase', '--continue'))
  expect(await bob.get('API_KEY')).toBe('of-bob')
  expect(await bob.get('FROM_ADA')).toBe('a')
})

/** Two people who each made a first secret in a clone of the same empty project. */
async function twoFirstVaults() {
  const ada = await person('ada', await sandboxWithMesh())
  const bob = await person('bob', await sandbox())
  await ada.box.write({ ...attributes, 'instances/edr/edr/config.yaml': 'settings:\n  region: x\n' })
  await succeed(ada.git('init', '-q', '--initial-branch=main'))
  await ada.commit()
  await clone(bob, ada)
  await ada.set('API_KEY', 'of-ada')
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.set('API_KEY', 'of-bob')
  await bob.set('FROM_BOB', 'b')
  await bob.commit()
  return { ada, bob }
}

test.each([
  ['merge', 'theirs', ['commit', '-qm', 'merged'], (bob: Member, ada: Member) => merge(bob, ada)],
  [
    'rebase',
    'ours',
    ['-c', 'core.editor=true', 'rebase', '--continue'],
    (bob: Member) => bob.git('pull', '-q', '--rebase'),
  ],
] as const)(
  'two first vaults that meet in a %s: what is said leads to one vault with the secrets of both',
  async (how, side, goOn, meet) => {
    const { ada, bob } = await twoFirstVaults()
    const met = await meet(bob, ada)
    expect(met.code).toBe(1)
    expect(met.stderr).toContain('VAULT_MIXED')
    const said = await bob.meshroom('secrets resolve')
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining(`you cannot open --${side}`) })
    expect(said.stderr).toContain(how === 'merge' ? '--ours is your branch (main)' : '--theirs your own commits (main)')
    const taken = await succeed(bob.meshroom(`secrets resolve --${side}`))
    const fingerprint = await bob.fingerprint()
    expect(taken.stderr).toContain(`meshroom secrets recipients add ${fingerprint}`)
    const kept = /meshroom secrets import (\S+)/.exec(taken.stderr)?.[1] ?? ''
    await succeed(bob.git('add', 'secrets.gpg', 'recipients'))
    await succeed(bob.git(...goOn))
    expect(await bob.meshroom('secrets list')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('KEY_MISSING'),
    })

    await succeed(ada.git('pull', '-q', '--ff-only', bob.box.project, 'main'))
    await succeed(ada.meshroom(`secrets recipients add ${fingerprint} --yes`))
    await ada.commit()
    await succeed(bob.git('pull', '-q', '--ff-only'))
    const refused = await bob.meshroom('secrets list')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('meshroom secrets accept') })
    expect(await bob.meshroom('secrets accept --yes')).toMatchObject({
      code: 0,
      stdout: 'accepted secrets.gpg as it is\n',
    })
    const imported = await bob.meshroom(`secrets import ${kept} --json`)
    expect(validateJson('secrets-import', imported.stdout)).toEqual({
      changed: ['edr_edr_FROM_BOB'],
      same: 0,
      differing: ['edr_edr_API_KEY'],
    })
    expect(await bob.get('API_KEY')).toBe('of-ada')
    expect(await bob.get('FROM_BOB')).toBe('b')
    expect(await bob.get('FROM_ADA')).toBe('a')
  },
)

test('another vault is imported with its owners; what differs stays unless it is to be overwritten', async () => {
  const { ada } = await team()
  const file = '../other.gpg'
  await ada.box.write({ [file]: await ada.box.read('secrets.gpg') })
  await ada.set('API_KEY', 'second')
  expect(await ada.meshroom(`secrets import ${file}`)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('edr_edr_API_KEY differs'),
  })
  expect(await ada.get('API_KEY')).toBe('second')
  expect(await ada.meshroom(`secrets import ${file} --overwrite`)).toMatchObject({ stdout: 'kept edr_edr_API_KEY\n' })
  expect(await ada.get('API_KEY')).toBe('first')
  expect(await ada.meshroom(`secrets import ${file} --for edr`)).toMatchObject({ code: 2 })
  expect(await ada.meshroom(`secrets import ${file}`)).toMatchObject({
    stderr: expect.stringContaining('All of them are kept already.'),
  })
})

test('accept writes nothing where nothing is to be accepted', async () => {
  const { ada } = await team()
  const before = await ada.box.read('secrets.gpg')
  const accepted = await ada.meshroom('secrets accept --yes --json')
  expect(validateJson('secrets-accept', accepted.stdout)).toEqual({ accepted: false, written: false })
  expect(await ada.box.read('secrets.gpg')).toBe(before)
})
