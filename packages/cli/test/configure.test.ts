import { expect, test } from 'vitest'
import { sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'

test('configure -c does not open the vault: no passphrase is needed, and the secret stays', async () => {
  const box = await sandboxWithMesh()
  const locked = { MESHROOM_PASSPHRASE: 'open sesame' }
  expect(await box.meshroom('add edr -s API_KEY', { input: 'hunter2\n', env: locked })).toMatchObject({ code: 0 })
  expect(await box.meshroom('configure edr -c region=par1', { env: { MESHROOM_PASSPHRASE: 'wrong' } })).toMatchObject({
    code: 0,
    stderr: '',
  })
  expect(await box.read('instances/edr/edr/config.yaml')).toContain('region: par1')
  expect((await box.meshroom('secrets get edr API_KEY', { env: locked })).stdout).toContain('hunter2')
})

test('a secret that nothing declares is refused before anything is written', async () => {
  const box = await sandboxWithPlug()
  for (const command of ['add edr other -s API_KYE', 'configure edr -s API_KYE', 'plug events edr siem -s API_KYE']) {
    expect(await box.meshroom(command, { input: 'k\n' }), command).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SETTING_UNKNOWN'),
    })
  }
  expect((await box.files()).filter((file) => /secrets\.gpg|other/.test(file))).toEqual([])
})

test('a key file piped to add is refused whole', async () => {
  const box = await sandboxWithMesh()
  const added = await box.meshroom('add edr -s API_KEY', { input: '-----BEGIN KEY-----\nMII\n-----END KEY-----\n' })
  expect(added).toMatchObject({ code: 2, stderr: expect.stringContaining('SECRET_INPUT_SURPLUS') })
  expect((await box.files()).filter((file) => /secrets\.gpg|instances\/edr/.test(file))).toEqual([])
})

test('a product that is nearly right is suggested', async () => {
  const box = await sandboxWithMesh()
  expect((await box.meshroom('add si')).stderr).toContain('did you mean "siem"?')
  expect(await box.meshroom('lst')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/"lst"\n {2}try: meshroom list\n/),
  })
  expect((await box.meshroom('ad edr one')).stderr).toMatch(/"ad"\n {2}try: meshroom add\n/)
})

test('init onto a file says what is in the way, under a code of its own', async () => {
  const box = await sandboxWithMesh()
  const { folder } = box
  await box.write({ '../afile': '' })
  expect(await box.meshroom('init afile', { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/FILE_IN_THE_WAY .*afile.*[\s\S]*try: /),
  })
})
