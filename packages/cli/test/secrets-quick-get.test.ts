import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

async function room(): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  const set = (words: string, input: string) => box.meshroom(`secrets set ${words}`, { input })
  await set('edr API_KEY', 'of the instance')
  await set('edr siem events TOKEN', 'of the plug')
  await set('siem SOON --expires 2d', 'soon over')
  await set('FREE', 'of nobody')
  await writeFile(join(box.project, 'bytes'), Buffer.from([0, 255]))
  await box.meshroom('secrets set edr BYTES --file bytes')
  await mkdir(join(box.project, 'products/edr/below'))
  return box
}

test('secrets get without flags, which starts sooner, says exactly what the whole command says', async () => {
  const box = await room()
  const asked = [
    ['edr API_KEY', 'of the instance\n'],
    ['edr_edr_API_KEY', 'of the instance\n'],
    ['edr siem events TOKEN', 'of the plug\n'],
    ['edr_siem_events_push_TOKEN', 'of the plug\n'],
    ['siem SOON', 'soon over\n'],
    ['FREE', 'of nobody\n'],
    ['edr BYTES', expect.any(String)],
    ['edr API_KYE', ''],
    ['nobody API_KEY', ''],
    ['a b c', ''],
  ] as const
  for (const [words, stdout] of asked) {
    const quick = await box.meshroom(`secrets get ${words}`)
    expect(quick, words).toEqual(await box.meshroom(`secrets get ${words} --no-input`))
    expect(quick.stdout, words).toEqual(stdout)
  }
})

test('it finds the project from below, and by MESHROOM_PROJECT', async () => {
  const box = await room()
  const below = { cwd: join(box.project, 'products/edr/below') }
  expect(await box.meshroom('secrets get edr API_KEY', below)).toMatchObject({ stdout: 'of the instance\n' })
  const elsewhere = { cwd: box.folder, env: { MESHROOM_PROJECT: box.project } }
  expect(await box.meshroom('secrets get edr API_KEY', elsewhere)).toMatchObject({ stdout: 'of the instance\n' })
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
