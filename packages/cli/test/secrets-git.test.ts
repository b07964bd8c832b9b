import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Member, merge, succeed, team } from './team.ts'

test('two clones that set different secrets merge without a word of anybody', async () => {
  const { ada, bob } = await team()
  expect(await bob.get('API_KEY')).toBe('first')
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.set('FROM_BOB', 'b')
  await bob.commit()
  expect(await merge(bob, ada)).toMatchObject({ code: 0 })
  expect(await bob.get('FROM_ADA')).toBe('a')
  expect(await bob.get('FROM_BOB')).toBe('b')
  expect(await merge(ada, bob)).toMatchObject({ code: 0 })
  expect(await ada.get('FROM_BOB')).toBe('b')
})

test('the same secret in both: the file stays readable, names the conflict, and a command resolves it', async () => {
  const { ada, bob } = await team()
  await ada.set('API_KEY', 'of-ada')
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.set('API_KEY', 'of-bob')
  await bob.commit()
  const merged = await merge(bob, ada)
  expect(merged).toMatchObject({ code: 1, stderr: expect.stringContaining('both sides changed edr_edr_API_KEY') })
  expect((await bob.git('status', '--porcelain')).stdout).toContain('UU secrets.gpg')
  expect(await bob.get('FROM_ADA')).toBe('a')
  expect(await bob.meshroom('secrets get edr API_KEY')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ENTRY_CONFLICT'),
  })
  expect(await bob.meshroom('secrets resolve')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^in conflict edr_edr_API_KEY\n/),
  })
  expect(await bob.meshroom('secrets resolve edr_edr_API_KYE --ours')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean edr_edr_API_KEY?'),
  })
  expect(await bob.meshroom('secrets resolve edr_edr_API_KEY')).toMatchObject({ code: 2 })
  await succeed(bob.meshroom('secrets resolve edr_edr_API_KEY --theirs'))
  expect(await bob.get('API_KEY')).toBe('of-ada')
  await bob.commit()
  expect(await merge(ada, bob)).toMatchObject({ code: 0 })
  expect(await ada.get('API_KEY')).toBe('of-ada')
})

test('git diff names what changed, and shows no value', async () => {
  const { ada } = await team()
  await ada.set('API_KEY', 'hunter2-new')
  await ada.set('OTHER', 'swordfish')
  const { stdout } = await succeed(ada.git('diff'))
  expect(stdout).toMatch(/^-edr_edr_API_KEY = hmac:[0-9a-f]{16}/m)
  expect(stdout).toMatch(/^\+edr_edr_API_KEY = hmac:[0-9a-f]{16}/m)
  expect(stdout).toMatch(/^\+edr_edr_OTHER = /m)
  expect(stdout).not.toMatch(/first|hunter2|swordfish/)
})

test('git diff goes on for somebody who cannot open it', async () => {
  const { ada, bob } = await team()
  await ada.set('API_KEY', 'second')
  await rename(join(ada.box.env.XDG_CONFIG_HOME!, 'meshroom'), join(ada.box.folder, 'elsewhere'))
  expect(await ada.git('diff')).toMatchObject({ code: 0, stdout: expect.stringContaining('not opened: KEY_MISSING') })
  expect(await bob.get('API_KEY')).toBe('first')
})

test('a merge by somebody who cannot open it leaves both sides, so that none is lost, and says how to go on', async () => {
  const { ada, bob } = await team()
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.set('FROM_BOB', 'b')
  await bob.commit()
  const keys = join(bob.box.env.XDG_CONFIG_HOME!, 'meshroom')
  await rename(keys, `${keys}-away`)
  expect(await merge(bob, ada)).toMatchObject({ code: 1, stderr: expect.stringContaining('meshroom secrets resolve') })
  await rename(`${keys}-away`, keys)
  expect((await bob.meshroom('secrets get edr FROM_BOB')).stderr).toContain('VAULT_UNMERGED')
  await succeed(bob.meshroom('secrets resolve'))
  expect(await bob.get('FROM_ADA')).toBe('a')
  expect(await bob.get('FROM_BOB')).toBe('b')
})

test('each clone is told once where the program is, not by PATH; one whose attributes do not ask for it is left alone', async () => {
  const { ada, bob } = await team()
  const driver = async (member: Member) =>
    (await member.git('config', '--local', '--get', 'merge.meshroom.driver')).stdout
  expect(await driver(bob)).toBe('')
  await bob.get('API_KEY')
  expect(await driver(bob)).toBe(await driver(ada))
  expect(await driver(bob)).toMatch(/^'\/.*' '\/.*(?:dev|run)\.js' secrets git-merge %O %A %B %P %Y %L\n$/)
  await bob.git('config', '--local', '--remove-section', 'merge.meshroom')
  await bob.box.write({ '.gitattributes': '' })
  await bob.get('API_KEY')
  expect(await driver(bob)).toBe('')
  expect((await bob.meshroom('secrets doctor')).stdout).toContain('GIT_ATTRIBUTES')
})

test('a project below the top of its repository merges too', async () => {
  const { ada, bob } = await team()
  await mkdir(join(ada.box.project, 'mesh'))
  for (const name of ['products', 'instances', 'recipients', 'secrets.gpg', '.gitattributes'])
    await succeed(ada.git('mv', name, `mesh/${name}`))
  await ada.commit()
  await succeed(bob.git('pull', '-q', '--ff-only', ada.box.project, 'main'))
  const inMesh = (member: Member) => ({ cwd: join(member.box.project, 'mesh') })
  await succeed(ada.meshroom('secrets set edr FROM_ADA', { ...inMesh(ada), input: 'a' }))
  await ada.commit()
  await succeed(bob.meshroom('secrets set edr FROM_BOB', { ...inMesh(bob), input: 'b' }))
  await bob.commit()
  expect(await merge(bob, ada)).toMatchObject({ code: 0 })
  expect(await bob.meshroom('secrets get edr FROM_ADA', inMesh(bob))).toMatchObject({ stdout: 'a\n' })
})

/** Ada's clone after an attacker, who can only push, has put an older version of the vault on a branch. */
async function rolledBack() {
  const { ada, bob } = await team()
  await ada.set('API_KEY', 'old')
  await ada.commit()
  const old = await ada.box.read('secrets.gpg')
  await ada.set('API_KEY', 'new')
  await ada.commit()
  await succeed(ada.git('switch', '-qc', 'feature'))
  await ada.box.write({ 'secrets.gpg': old })
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'main'))
  return { ada, bob }
}

test.each([
  ['merge', ['merge', '--no-edit', 'feature'], '--ours', ['commit', '-qam', 'merged']],
  ['rebase', ['rebase', 'feature'], '--theirs', ['-c', 'core.editor=true', 'rebase', '--continue']],
])(
  'a %s with an older version of the vault brings nothing back, and has a way out',
  async (_what, line, side, goOn) => {
    const { ada } = await rolledBack()
    await ada.set('OTHER', 'x')
    await ada.commit()
    const merged = await ada.git(...line)
    expect(merged.code).toBe(1)
    expect(merged.stdout + merged.stderr).toMatch(/older version of the vault/)
    expect(await ada.meshroom('secrets resolve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`meshroom secrets resolve ${side}`),
    })
    expect(await ada.meshroom(`secrets resolve ${side}`)).toMatchObject({ code: 0 })
    expect(await ada.get('API_KEY')).toBe('new')
    expect(await ada.get('OTHER')).toBe('x')
    await succeed(ada.git('add', 'secrets.gpg'))
    await succeed(ada.git(...goOn))
    expect(await ada.get('API_KEY')).toBe('new')
  },
)

test('who was removed gets no access back by a merge of an older version', async () => {
  const { ada, bob } = await team()
  const old = await ada.box.read('secrets.gpg')
  await succeed(ada.meshroom('secrets recipients remove bob'))
  await ada.commit()
  await succeed(bob.git('pull', '-q', '--ff-only', ada.box.project, 'main'))
  await bob.box.write({ 'secrets.gpg': old })
  await bob.commit()
  await ada.set('LATER', 'secret')
  await ada.commit()
  expect(await merge(ada, bob)).toMatchObject({ code: 1 })
  await succeed(ada.meshroom('secrets resolve --ours'))
  const { stdout } = await ada.meshroom('secrets recipients list --json')
  expect(JSON.parse(stdout).filter(({ access }: { access: string }) => access === 'pinned')).toHaveLength(1)
  expect((await ada.meshroom('secrets list --json')).stdout).toContain('"because": "bob')
})

test('a commit of secrets can be reverted, and picked onto an older branch', async () => {
  const { ada } = await team()
  await succeed(ada.git('branch', 'release'))
  await ada.set('API_KEY', 'second')
  await ada.commit()
  await ada.set('OTHER', 'x')
  await ada.commit()
  const reverted = await ada.git('revert', '--no-edit', 'HEAD~1')
  if (reverted.code !== 0) {
    expect(reverted.stderr).toMatch(
      /in a git revert: meshroom secrets resolve takes the commit back, git revert --abort/,
    )
    await succeed(ada.meshroom('secrets resolve'))
    await succeed(ada.git('add', 'secrets.gpg'))
    await succeed(ada.git('-c', 'core.editor=true', 'revert', '--continue'))
  }
  expect([await ada.get('API_KEY'), await ada.get('OTHER')]).toEqual(['first', 'x'])
  await succeed(ada.git('switch', '-q', 'release'))
  await succeed(ada.git('cherry-pick', 'main~1'))
  expect([await ada.get('API_KEY'), await ada.get('OTHER')]).toEqual(['first', 'x'])
})

test('branches that crossed are merged', async () => {
  const { ada, bob } = await team()
  await ada.set('FROM_ADA', '1')
  await ada.commit()
  await bob.set('FROM_BOB', '1')
  await bob.commit()
  const [hers, his] = await Promise.all(
    [ada, bob].map(async (each) => (await each.git('rev-parse', 'HEAD')).stdout.trim()),
  )
  await succeed(ada.git('fetch', '-q', bob.box.project, 'main'))
  await succeed(bob.git('fetch', '-q', ada.box.project, 'main'))
  await succeed(ada.git('merge', '--no-edit', '-q', his ?? ''))
  await succeed(bob.git('merge', '--no-edit', '-q', hers ?? ''))
  await ada.set('FROM_ADA', '2')
  await ada.commit()
  await bob.set('FROM_BOB', '2')
  await bob.commit()
  expect(await merge(ada, bob)).toMatchObject({ code: 0 })
  expect([await ada.get('FROM_ADA'), await ada.get('FROM_BOB')]).toEqual(['2', '2'])
})

test.each([
  ['fails', 'false'],
  ['is not there', undefined],
])('branches that crossed, merged while the program %s: resolve brings nothing back', async (_what, driver) => {
  const { ada } = await team()
  await succeed(ada.git('switch', '-qc', 'dev'))
  await ada.set('OF_DEV', '1')
  await ada.commit()
  await succeed(ada.git('tag', 'dev-1'))
  await succeed(ada.git('switch', '-q', 'main'))
  await ada.set('OF_MAIN', '1')
  await ada.commit()
  await succeed(ada.git('tag', 'main-1'))
  await succeed(ada.git('merge', '--no-edit', '-q', 'dev-1'))
  await succeed(ada.meshroom('secrets unset edr OF_DEV'))
  await succeed(ada.meshroom('secrets unset edr OF_MAIN'))
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'dev'))
  await succeed(ada.git('merge', '--no-edit', '-q', 'main-1'))
  await ada.set('NEW', '2')
  await ada.commit()
  await succeed(ada.git('switch', '-q', 'main'))
  if (driver) await succeed(ada.git('config', '--local', 'merge.meshroom.driver', driver))
  else await succeed(ada.git('config', '--local', '--remove-section', 'merge.meshroom'))
  expect(await ada.git('merge', '--no-edit', 'dev')).toMatchObject({ code: 1 })
  expect(await ada.meshroom('secrets resolve')).toMatchObject({ code: 0, stdout: 'merged secrets.gpg by name\n' })
  expect([await ada.get('API_KEY'), await ada.get('NEW')]).toEqual(['first', '2'])
  for (const removed of ['OF_DEV', 'OF_MAIN'])
    expect(await ada.meshroom(`secrets get edr ${removed}`)).toMatchObject({ code: 2 })
})

test('an unsigned side of a merge is left out by taking the other one', async () => {
  const { ada, bob } = await team()
  await ada.set('FROM_ADA', 'a')
  await ada.commit()
  await bob.box.write({ 'secrets.gpg': 'nothing that anybody could open\n' })
  await bob.commit()
  const merged = await merge(ada, bob)
  expect(merged).toMatchObject({ code: 1 })
  expect(merged.stdout + merged.stderr).toMatch(/resolve --ours, or git merge --abort/)
  expect(await ada.meshroom('secrets resolve --ours')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('took secrets.gpg of --ours'),
  })
  expect(await ada.get('FROM_ADA')).toBe('a')
})
