import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { type Sandbox, sandboxWithMesh } from './sandbox.ts'

async function filesWith(box: Sandbox, text: string): Promise<string[]> {
  const files = await box.files()
  const contents = await Promise.all(files.map(async (file) => [file, await readFile(file)] as const))
  return contents.filter(([, content]) => content.includes(text)).map(([file]) => file)
}

test('a secret on standard input is nowhere in clear text: project, home, temporary folder, output', async () => {
  const box = await sandboxWithMesh()
  const secret = 'correct-horse-battery-staple'
  const added = await box.meshroom('add edr -s API_KEY --debug', { input: `${secret}\n` })
  const set = await box.meshroom('secrets set edr OTHER', { input: secret })
  const listed = await box.meshroom('secrets list --json')
  for (const { code, stdout, stderr } of [added, set, listed]) {
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain(secret)
  }
  expect(await filesWith(box, secret)).toEqual([])
  expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe(`${secret}\n`)
})

test('a secret as an argument is refused before anything is written', async () => {
  const box = await sandboxWithMesh()
  const outcome = await box.meshroom('add edr -c API_KEY=hunter2')
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('-s API_KEY') })
  expect(outcome.stderr).not.toContain('hunter2')
  expect((await box.files()).filter((file) => file.includes('instances/edr'))).toEqual([])
})

test.each([
  ['TOKEN hunter2', 'set TOKEN,'],
  ['TOKEN=hunter2', 'set TOKEN,'],
  ['siem TOKEN hunter2', 'set siem TOKEN,'],
  ['siem TOKEN=hunter2', 'set siem TOKEN,'],
  ['siem edr events TOKEN hunter2', 'set siem edr events TOKEN,'],
])('secrets set %s: the value is not taken, nor repeated, and it says how to give it', async (words, hint) => {
  const box = await sandboxWithMesh()
  await box.meshroom('add siem')
  const outcome = await box.meshroom(`secrets set ${words}`)
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('SECRET_AS_ARGUMENT') })
  expect(outcome.stderr).toContain(hint)
  expect(outcome.stderr).not.toContain('hunter2')
  expect((await box.files()).filter((file) => file.endsWith('secrets.gpg'))).toEqual([])
})

test('an instance that is not there is said to be, and a key that is only misspelt is said to be declared by none', async () => {
  const box = await sandboxWithMesh()
  const unknown = await box.meshroom('secrets set l9 API_KEY', { input: 'x' })
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('INSTANCE_UNKNOWN there is no instance "l9"'),
  })
  await box.write({ 'instances/edr/edr/config.yaml': 'settings:\n  region: fra1\n' })
  const misspelt = await box.meshroom('secrets set edr API_KEEY', { input: 'x' })
  expect(misspelt).toMatchObject({ code: 0, stderr: expect.stringContaining('did you mean API_KEY?') })
  expect((await box.meshroom('secrets set edr API_KEY', { input: 'x' })).stderr).not.toContain('did you mean')
})

test('an instance that is only misspelt is suggested', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add siem')
  expect((await box.meshroom('secrets set seim TOKEN', { input: 'v' })).stderr).toContain('Did you mean siem?')
})

test('without a terminal, what is missing is named at once', async () => {
  const box = await sandboxWithMesh()
  const outcome = await box.meshroom('add edr --json')
  expect(outcome.code).toBe(2)
  expect(JSON.parse(outcome.stdout).error).toMatchObject({
    code: 'INPUT_REQUIRED',
    hint: expect.stringContaining('-s API_KEY'),
  })
})

test('secrets are named by owner or by name, and an unknown one is suggested', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  const pem = '-----BEGIN-----\nline\n-----END-----'
  expect(await box.meshroom('secrets set edr CERT', { input: `${pem}\n` })).toMatchObject({ code: 0 })
  expect((await box.meshroom('secrets get edr_edr_CERT')).stdout).toBe(`${pem}\n`)
  expect(await box.meshroom('secrets set edr CERT --json', { input: pem })).toMatchObject({
    stdout: expect.stringContaining('"changed": false'),
  })
  expect(await box.meshroom('secrets get edr API_KYE')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean edr_edr_API_KEY?'),
  })
  expect(await box.meshroom('secrets unset edr CERT')).toMatchObject({ code: 0 })
  expect(await box.meshroom('secrets get edr CERT')).toMatchObject({ code: 2 })
  expect(await box.meshroom('secrets get a b c')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('INSTANCE KEY'),
  })
  expect(await box.meshroom('secrets set edr X')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('SECRET_INPUT_MISSING'),
  })
})

test('no key, no passphrase and nobody to ask is an error, not a wait', async () => {
  const box = await sandboxWithMesh()
  const { MESHROOM_PASSPHRASE: _, ...env } = box.env
  Object.defineProperty(box, 'env', { value: env })
  const outcome = await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('PASSPHRASE_REQUIRED') })
})

test('a key that somebody put beside the vault gets no access, and where nobody can be asked nothing is written', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  const other = await sandboxWithMesh()
  await other.meshroom('add edr -s API_KEY', { input: 'k\n' })
  const [path = ''] = (await other.files()).filter((file) => /recipients\/[0-9a-f]{40}\.asc$/.test(file))
  await box.write({ [`recipients/${basename(path)}`]: await readFile(path, 'utf8') })
  const before = await box.read('secrets.gpg')
  const outcome = await box.meshroom('secrets set edr OTHER', { input: 'v' })
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('RECIPIENT_UNKNOWN') })
  expect(outcome.stderr).toContain('meshroom secrets recipients add')
  expect(await box.read('secrets.gpg')).toBe(before)
})

test('settings that no longer apply are forgotten without touching the same name of another owner', async () => {
  const box = await sandboxWithMesh()
  await box.write({
    'instances/edr/b/config.yaml': 'settings:\n  region: x\n',
    'instances/edr/b_c/config.yaml': 'settings:\n  region: x\n',
  })
  await box.meshroom('secrets set b_c KEY', { input: 'theirs' })
  const refused = await box.meshroom('secrets unset b c_KEY')
  expect(refused.code).toBe(2)
  expect(await box.meshroom('secrets get b_c KEY')).toMatchObject({ code: 0, stdout: 'theirs\n' })
})
