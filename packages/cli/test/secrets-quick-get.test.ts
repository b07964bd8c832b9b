import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Outcome, type Sandbox, sandboxWithPlug } from './sandbox.ts'

async function room(): Promise<Sandbox> {
  const box = await sandboxWithPlug('', 'sources')
  const set = (words: string, input: string) => box.meshroom(`secrets set ${words}`, { input })
  await set('edr API_KEY', 'of the instance')
  await set('edr siem events TOKEN', 'of the plug')
  await set('edr siem events TOKEN --mode pull', 'of the pulling plug')
  await set('siem SOON --expires 2d', 'soon over')
  await set('FREE', 'of nobody')
  await writeFile(join(box.project, 'bytes'), Buffer.from([0, 255]))
  await box.meshroom('secrets set edr BYTES --file bytes')
  await mkdir(join(box.project, 'products/edr/below'))
  return box
}

/** Says on standard error where the whole program was loaded. */
const teller = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ load: (url, context, next) => {
    if (url.endsWith('/run-command-line.ts')) process.stderr.write('WHOLE ')
    return next(url, context)
  } })
`)}`

async function ask(
  box: Sandbox,
  words: string,
  env: Record<string, string> = {},
): Promise<Outcome & { quick: boolean }> {
  const outcome = await box.meshroom(`secrets get ${words}`, {
    input: '\n',
    env: { NODE_OPTIONS: `--import=${teller}`, ...env },
  })
  return { ...outcome, stderr: outcome.stderr.replace('WHOLE ', ''), quick: !outcome.stderr.includes('WHOLE ') }
}

/** A passphrase that is read from a descriptor is left to the whole command. */
const whole = (box: Sandbox, words: string) => ask(box, words, { MESHROOM_PASSPHRASE_FD: '0' })

test('secrets get, which starts sooner where it can, says exactly what the whole command says', async () => {
  const box = await room()
  const json = (name: string, value: string) => `{\n  "name": "${name}",\n  "value": "${value}"\n}\n`
  const asked = [
    ['edr API_KEY', 'of the instance\n'],
    ['edr_edr_API_KEY', 'of the instance\n'],
    ['edr siem events TOKEN', 'of the plug\n'],
    ['edr siem events TOKEN --mode pull', 'of the pulling plug\n'],
    ['edr siem events TOKEN --mode=push', 'of the plug\n'],
    ['edr_siem_events_push_TOKEN', 'of the plug\n'],
    ['siem SOON', 'soon over\n'],
    ['FREE', 'of nobody\n'],
    ['FREE --no-input --yes -y --debug --no-cache --unsafe --environment default', 'of nobody\n'],
    ['FREE --json', json('FREE', 'of nobody')],
    ['edr API_KEY --json', json('edr_edr_API_KEY', 'of the instance')],
    ['edr BYTES', expect.any(String)],
    ['edr BYTES --json', expect.stringContaining('"binary": true')],
  ] as const
  for (const [words, stdout] of asked) {
    const quick = await ask(box, words)
    expect(quick, words).toMatchObject({ quick: true, code: 0, stdout })
    expect(await whole(box, words)).toEqual({ ...quick, quick: false })
  }
})

test('secrets get that is wrong, or says more, is left to the whole command', async () => {
  const box = await room()
  const mode = 'FREE --mode sideways'
  const others = [mode, 'FREE --nonsense', 'FREE --output file', 'FREE --environment other', '']
  for (const words of ['edr API_KYE', 'nobody API_KEY', 'a b c', ...others]) {
    const outcome = await ask(box, words)
    expect(outcome.quick, words).toBe(false)
    expect(outcome).toEqual(await whole(box, words))
  }
})

test('a name without owner, as the earlier tool wrote it, is read by instance and key unless two could be meant', async () => {
  const box = await sandboxWithPlug('', 'sources')
  await box.meshroom('secrets set edr_b_c_KEY', { input: 'old' })
  await box.write({ 'instances/edr/b_c/config.yaml': 'settings: {}\n' })
  expect(await ask(box, 'b_c KEY')).toMatchObject({ quick: true, stdout: 'old\n' })
  expect(await whole(box, 'b_c KEY')).toMatchObject({ quick: false, stdout: 'old\n' })
  await box.write({ 'instances/edr/b/config.yaml': 'settings: {}\n' })
  const refused = { quick: false, code: 2, stderr: expect.stringContaining('ENTRY_AMBIGUOUS') }
  expect(await ask(box, 'b_c KEY')).toMatchObject(refused)
  expect(await ask(box, 'b c_KEY')).toMatchObject(refused)
  expect(await ask(box, 'edr_b_c_KEY')).toMatchObject({ quick: true, stdout: 'old\n' })
  expect(await whole(box, 'edr_b_c_KEY')).toMatchObject({ stdout: 'old\n' })
})

test('a name that two could have made is read, changed and forgotten as that of whom the vault says', async () => {
  const box = await sandboxWithPlug('', 'sources')
  await box.write({
    'instances/edr/b/config.yaml': 'settings: {}\n',
    'instances/edr/b_c/config.yaml': 'settings: {}\n',
  })
  expect(await box.meshroom('secrets set edr_b_c_KEY', { input: 'x' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ENTRY_AMBIGUOUS'),
  })
  await box.meshroom('secrets set b_c KEY', { input: 'one' })
  expect(await box.meshroom('secrets set edr_b_c_KEY', { input: 'two' })).toMatchObject({ code: 0 })
  expect(await box.meshroom('secrets get b_c KEY')).toMatchObject({ stdout: 'two\n' })
  const editor = join(box.folder, 'editor.sh')
  await writeFile(editor, '#!/bin/sh\nsed -i s/two/three/ "$1"\n', { mode: 0o755 })
  expect(await box.meshroom('secrets edit', { env: { EDITOR: editor } })).toMatchObject({ code: 0 })
  expect(await box.meshroom('secrets get b_c KEY')).toMatchObject({ stdout: 'three\n' })
  for (const line of ['get', 'edit', 'blast-radius', 'unset']) {
    const outcome = await box.meshroom(`secrets ${line} b c_KEY`, { env: { EDITOR: editor } })
    expect(outcome, line).toMatchObject({ code: 2, stderr: expect.stringContaining('SECRET_UNKNOWN') })
    expect(outcome.stderr).toContain('"edr_b_c_KEY" is KEY of instance b_c of edr')
    expect(outcome.stderr).toContain('meshroom secrets get b_c KEY')
  }
  expect(await box.meshroom('secrets unset edr_b_c_KEY')).toMatchObject({ code: 0 })
})

test('it finds the project from below, by a flag before or behind the command, and by MESHROOM_PROJECT', async () => {
  const box = await room()
  const found = { stdout: 'of the instance\n' }
  const below = { cwd: join(box.project, 'products/edr/below') }
  expect(await box.meshroom('secrets get edr API_KEY', below)).toMatchObject(found)
  const elsewhere = { cwd: box.folder, env: { MESHROOM_PROJECT: box.project } }
  expect(await box.meshroom('secrets get edr API_KEY', elsewhere)).toMatchObject(found)
  const named = { cwd: box.folder, env: { NODE_OPTIONS: `--import=${teller}` } }
  const silent = { ...found, stderr: '' }
  expect(await box.meshroom(`-C ${box.project} secrets get edr API_KEY`, named)).toMatchObject(silent)
  expect(await box.meshroom(`--no-input secrets get edr API_KEY --project=${box.project}`, named)).toMatchObject(silent)
  expect(await box.meshroom('secrets get edr API_KEY', { cwd: box.folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('PROJECT_NOT_FOUND'),
  })
})

test('a passphrase on a descriptor is read once; a wrong one is the whole command’s to report', async () => {
  const box = await room()
  expect(
    await box.meshroom('secrets get edr API_KEY', { env: { MESHROOM_PASSPHRASE_FD: '0' }, input: '\n' }),
  ).toMatchObject({ code: 0, stdout: 'of the instance\n' })
  await box.meshroom('secrets key passphrase', { input: 'sesame\n' })
  expect(await box.meshroom('secrets get edr API_KEY', { env: { MESHROOM_PASSPHRASE: 'no' } })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('PASSPHRASE_WRONG'),
  })
  const onDescriptor = { env: { MESHROOM_PASSPHRASE_FD: '0' }, input: 'sesame\n' }
  expect(await box.meshroom('secrets get edr API_KEY', onDescriptor)).toMatchObject({ stdout: 'of the instance\n' })
})
