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
  expect(await driver(bob)).toMatch(/^'\/.*' '\/.*dev\.js' secrets git-merge %O %A %B %P\n$/)
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
