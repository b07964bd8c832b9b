import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { sandbox, sandboxWithMesh } from './sandbox.ts'
import { type Member, succeed, team } from './team.ts'
import { Terminal } from './terminal.ts'

async function json(member: Member, schema: string, line: string, input = ''): Promise<unknown> {
  return validateJson(schema, (await succeed(member.meshroom(`${line} --json`, { input }))).stdout)
}

test('whoever has access is listed; a key that only lies in the folder has none until it is added by its fingerprint', async () => {
  const { ada, bob } = await team()
  expect(await json(ada, 'secrets-recipients-list', 'secrets recipients list')).toHaveLength(2)
  const carol = await sandbox()
  await carol.meshroom('secrets key create')
  const [carols] = JSON.parse((await carol.meshroom('secrets key list --json')).stdout)
  const { stdout } = await carol.meshroom('secrets key export --public')
  await ada.box.write({ [`recipients/${carols.fingerprint}.asc`]: stdout })
  expect(await json(ada, 'secrets-recipients-list', 'secrets recipients list')).toContainEqual(
    expect.objectContaining({ fingerprint: carols.fingerprint, access: 'proposed' }),
  )
  expect((await ada.meshroom('secrets doctor')).stdout).toContain(`recipients add ${carols.fingerprint}`)
  const capitals = carols.fingerprint.toUpperCase()
  expect(await json(ada, 'secrets-recipients-add', `secrets recipients add ${capitals} --yes`)).toMatchObject({
    fingerprint: carols.fingerprint,
    added: true,
  })
  expect(await json(ada, 'secrets-recipients-add', `secrets recipients add ${capitals} --yes`)).toMatchObject({
    added: false,
  })
  expect(await bob.fingerprint()).toMatch(/^[0-9a-f]{40}$/)
})

test('giving access is confirmed by a person who sees whose key it is, or by --yes', async () => {
  const { ada } = await team()
  const bobs = join(ada.box.folder, 'bob.asc')
  expect(await ada.meshroom(`secrets recipients add ${bobs}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--yes'),
  })
  const terminal = new Terminal(ada.box, ['secrets', 'recipients', 'add', bobs])
  await terminal.see('(y/N)')
  expect(terminal.screen).toContain('Give bob <bob@example.org>')
  terminal.type('n\r')
  await terminal.see('Nothing was done.')
  expect(terminal.screen).toMatch(/[0-9a-f]{40}/)
})

test.each([
  ['no-such-file.asc', 'FILE_NOT_FOUND'],
  ['secrets.gpg.bad', 'KEY_UNUSABLE'],
  ['secrets.gpg', 'RECIPIENT_UNUSABLE'],
  ['b28b0140ac1572bfce11486fc793d83741b0c5b4', 'RECIPIENT_MISSING'],
])('recipients add %s: %s', async (key, code) => {
  const box = await sandboxWithMesh()
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  await box.write({ 'secrets.gpg.bad': 'no key' })
  const { stdout } = await box.meshroom(`secrets recipients add ${key} --yes --json`)
  expect(validateJson('error', stdout)).toMatchObject({ error: { code, hint: expect.any(String) } })
})

test('whoever is removed reads nothing new; what he has read is due until it is set anew or recorded', async () => {
  const { ada, bob } = await team()
  await ada.set('OTHER', 'x')
  const fingerprint = await bob.fingerprint()
  expect(await ada.meshroom('secrets recipients remove nobody@example.org')).toMatchObject({ code: 2 })
  expect(await json(ada, 'secrets-recipients-remove', `secrets recipients remove ${fingerprint}`)).toEqual({
    fingerprint,
    name: expect.any(String),
    rotate: ['edr_edr_API_KEY', 'edr_edr_OTHER'],
  })
  expect((await ada.meshroom('secrets list')).stdout).toContain('to be rotated')
  expect((await ada.meshroom('secrets get edr OTHER')).stderr).toContain('whose access ended')
  await ada.commit()
  await succeed(bob.git('pull', '-q', '--ff-only'))
  expect(await bob.meshroom('secrets get edr OTHER')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('KEY_MISSING'),
  })
  await ada.set('OTHER', 'y')
  expect(await ada.meshroom('secrets rotate edr_edr_API_KYE')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean edr_edr_API_KEY?'),
  })
  expect(await json(ada, 'secrets-rotate', 'secrets rotate')).toMatchObject({ due: [{ name: 'edr_edr_API_KEY' }] })
  expect(await json(ada, 'secrets-rotate', 'secrets rotate edr_edr_API_KEY')).toEqual({
    rotated: ['edr_edr_API_KEY'],
    due: [],
  })
  expect(await json(ada, 'secrets-list', 'secrets list')).toContainEqual(
    expect.objectContaining({ name: 'edr_edr_API_KEY', rotatedAt: expect.any(String) }),
  )
})

test('the blast radius of a secret: every instance with the same value, everybody who reads it, no value', async () => {
  const { ada } = await team()
  await succeed(ada.meshroom('add siem'))
  await succeed(ada.meshroom('secrets set siem TOKEN', { input: 'first' }))
  const radius = await json(ada, 'secrets-blast-radius', 'secrets blast-radius edr API_KEY')
  expect(radius).toMatchObject({ entries: [{ name: 'edr_edr_API_KEY' }, { name: 'siem_siem_TOKEN' }] })
  expect((radius as { readers: string[] }).readers).toHaveLength(2)
  const { stdout } = await ada.meshroom('secrets blast-radius siem_siem_TOKEN')
  expect(stdout).toContain('used by instance edr as edr_edr_API_KEY')
  expect(stdout).not.toContain('first')
  expect(await ada.meshroom('secrets blast-radius siem TOKNE')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean siem_siem_TOKEN?'),
  })
})

test('a spare key opens the secrets when every other is lost', async () => {
  const { ada } = await team()
  const made = await json(ada, 'secrets-recipients-recovery', 'secrets recipients recovery')
  const { privateKey, fingerprint } = made as { privateKey: string; fingerprint: string }
  const stranger = { ...ada.box.env, XDG_CONFIG_HOME: join(ada.box.folder, 'elsewhere') }
  expect(await ada.meshroom('secrets get edr API_KEY', { env: stranger })).toMatchObject({ code: 1 })
  const taken = await ada.meshroom('secrets key import - --json', { env: stranger, input: privateKey })
  expect(validateJson('secrets-key', taken.stdout)).toMatchObject({ fingerprint })
  expect(await ada.meshroom('secrets get edr API_KEY', { env: stranger })).toMatchObject({ stdout: 'first\n' })
  expect((await ada.meshroom('secrets recipients list')).stdout).toMatch(new RegExp(`${fingerprint}.*recovery`))
})

test('one key per person: made, listed, given away, taken to another machine, under another passphrase', async () => {
  const box = await sandbox()
  const env = { MESHROOM_PASSPHRASE: 'old one' }
  const read = async (schema: string, line: string, input = '', extra: Record<string, string> = env) => {
    const { code, stdout } = await box.meshroom(`${line} --json`, { env: extra, input })
    expect(code, stdout).toBe(0)
    return validateJson(schema, stdout) as Record<string, string>
  }
  expect(await box.meshroom('secrets key export')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('key create'),
  })
  const made = await read('secrets-key', 'secrets key create')
  expect(await read('secrets-key-list', 'secrets key list')).toMatchObject([{ isProtected: true, isDefault: true }])
  const file = join(box.env.XDG_CONFIG_HOME!, 'meshroom/keys')
  expect(await readdir(file)).toContain(`${made.fingerprint}.asc`)
  expect((await read('secrets-key-export', 'secrets key export --public')).key).toContain('BEGIN PGP PUBLIC KEY')
  const changed = 'secrets key passphrase'
  expect(await read('secrets-key-passphrase', changed, 'new one\n')).toMatchObject({ changed: true })
  expect(await box.meshroom(changed, { env, input: 'x\n' })).toMatchObject({ code: 1 })
  expect(await box.meshroom(changed, { env: { MESHROOM_PASSPHRASE: 'new one' } })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/INPUT_REQUIRED no new passphrase[\s\S]*secrets key passphrase < FILE/),
  })
  const { key = '' } = await read('secrets-key-export', `secrets key export ${made.fingerprint}`)
  const other = { ...box.env, XDG_CONFIG_HOME: join(box.folder, 'other'), MESHROOM_PASSPHRASE: 'new one' }
  const wrong = { ...other, MESHROOM_PASSPHRASE: 'old one' }
  expect(await box.meshroom('secrets key import -', { env: wrong, input: key })).toMatchObject({ code: 1 })
  expect(await read('secrets-key', 'secrets key import -', key, other)).toMatchObject({ fingerprint: made.fingerprint })
  await read('secrets-key', 'secrets key create', '', other)
  expect(await read('secrets-key', `secrets key default ${made.fingerprint}`, '', other)).toMatchObject({
    isDefault: true,
  })
  const publicHalf = (await box.meshroom('secrets key export --public', { env })).stdout
  expect(await box.meshroom('secrets key import -', { env, input: publicHalf })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('recipients add'),
  })
})

test('a key bears the name that git knows its owner by, or the one that is given', async () => {
  const box = await sandboxWithMesh()
  await writeFile(join(box.env.HOME!, '.gitconfig'), '[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n')
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  expect((await box.meshroom('secrets recipients list')).stdout).toContain('Ada Lovelace <ada@example.org>')
  const made = await box.meshroom('secrets key create --name Grace --json')
  expect(validateJson('secrets-key', made.stdout)).toMatchObject({ name: 'Grace <ada@example.org>' })
})

test.each([
  ['a domain of one letter', 'name = Ada\n\temail = a@x', 'Ada a@x'],
  ['no name', 'name =\n\temail = ada@example.org', /^.+ <ada@example\.org>$/],
  ['no guess allowed', 'useConfigOnly = true', /./],
  [
    'odd characters',
    'name = "\u202e Zo\u00eb <x> \\\\ \ud83d\udca5"\n\temail = "zoë@exämple.org"',
    'Zoë x 💥 <zoë@exämple.org>',
  ],
])('a key is made for somebody of whom git says: %s', async (_what, user, name) => {
  const box = await sandbox()
  await writeFile(join(box.env.HOME!, '.gitconfig'), `[user]\n\t${user}\n`)
  const made = await box.meshroom('secrets key create --json')
  expect(made.code, made.stderr).toBe(0)
  expect(validateJson('secrets-key', made.stdout)).toMatchObject({
    name: typeof name === 'string' ? name : expect.stringMatching(name),
  })
})

test('on a terminal, a passphrase is changed by typing the old one, then the new one twice', async () => {
  const box = await sandbox()
  await box.meshroom('secrets key create', { env: { MESHROOM_PASSPHRASE: 'old' } })
  const terminal = new Terminal(box, ['secrets', 'key', 'passphrase'], { MESHROOM_PASSPHRASE: undefined })
  await terminal.see('Passphrase of')
  terminal.type('old\r')
  await terminal.see('New passphrase')
  terminal.type('new\r')
  await terminal.see('The same again')
  terminal.type('new\r')
  await terminal.see('has a new passphrase')
  expect(await terminal.exit()).toBe(0)
  expect(terminal.raw).not.toMatch(/old|new\r/)
})

test('an older secrets.gpg is refused until a person accepts it', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add edr -s API_KEY', { input: 'first\n' })
  const old = await box.read('secrets.gpg')
  await box.meshroom('secrets set edr API_KEY', { input: 'second' })
  await box.write({ 'secrets.gpg': old })
  const refused = await box.meshroom('secrets get edr API_KEY')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('VAULT_ROLLED_BACK') })
  expect(refused.stderr).toContain('meshroom secrets accept')
  expect(await box.meshroom('secrets accept')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  const accepted = await box.meshroom('secrets accept --yes --json')
  expect(validateJson('secrets-accept', accepted.stdout)).toEqual({ accepted: true, written: true })
  expect(await box.meshroom('secrets get edr API_KEY')).toMatchObject({ code: 0, stdout: 'first\n' })
})

test('accept says for whom an older secrets.gpg is; who was removed since gets no access by it, and what he knows is due', async () => {
  const { ada, bob } = await team()
  const fingerprint = await bob.fingerprint()
  const old = await readFile(join(ada.box.project, 'secrets.gpg'))
  await succeed(ada.meshroom(`secrets recipients remove ${fingerprint}`))
  await ada.set('API_KEY', 'rotated')
  await ada.commit()
  await writeFile(join(ada.box.project, 'secrets.gpg'), old)
  const terminal = new Terminal(ada.box, ['secrets', 'accept'])
  await terminal.see('is older than what was here before')
  await terminal.see(fingerprint)
  await terminal.see('Go on from it?')
  terminal.type('n\r')
  await terminal.see('Nothing was done')
  const accepted = await succeed(ada.meshroom('secrets accept --yes'))
  expect(accepted.stdout).toMatch(new RegExp(`${fingerprint} .*has no access[\\s\\S]*replace edr_edr_API_KEY`))
  expect((await ada.meshroom('secrets recipients list')).stdout).not.toContain(fingerprint)
  expect(await json(ada, 'secrets-rotate', 'secrets rotate')).toMatchObject({ due: [{ name: 'edr_edr_API_KEY' }] })
})

test('the doctor is content with a sound vault, and exits 2 for an error', async () => {
  const { ada } = await team()
  expect(await json(ada, 'secrets-doctor', 'secrets doctor')).toEqual([])
  const path = join(ada.box.project, 'secrets.gpg')
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 400))
  const sick = await ada.meshroom('secrets doctor --json')
  expect(sick.code).toBe(2)
  expect(validateJson('secrets-doctor', sick.stdout)).toContainEqual(
    expect.objectContaining({ level: 'error', code: 'VAULT_DAMAGED' }),
  )
})
