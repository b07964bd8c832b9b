import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sandboxWithPlug } from './sandbox.ts'

const commands = [
  ...['up --yes', 'down --yes', 'plan', 'status', 'list plugs', 'validate'],
  ...['list', 'doctor', 'recipients list', 'recipients recovery', 'recipients remove ada', 'rotate', 'resolve'].map(
    (command) => `secrets ${command}`,
  ),
]

test.each(commands)('%s refuses an environment that there is not, and makes none', async (line) => {
  const box = await sandboxWithPlug()
  await box.write({ 'environments/prod.yaml': '' })
  const refused = await box.meshroom(`${line} --environment prdo`)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('ENVIRONMENT_UNKNOWN')
  expect(refused.stderr).toContain('did you mean "prod"? a new one begins with a file environments/prdo.yaml')
  await expect(stat(join(box.project, 'state'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what is planned and done in an environment names it, and Tab knows it', async () => {
  const box = await sandboxWithPlug()
  await box.write({ 'environments/prod.yaml': 'instances:\n  edr:\n    settings:\n      region: lon1\n' })
  expect((await box.meshroom('plan --environment prod')).stdout).toMatch(/^environment prod\nedr-\[events]->siem\n/)
  const up = await box.meshroom('up --environment prod')
  expect(up.stdout).toContain('2 steps done: the mesh is up in prod.')
  expect((await box.meshroom('up --environment prod')).stdout).toBe(
    'environment prod\nNothing to do: 1 plug already up.\n',
  )
  expect((await box.meshroom('status --environment prod')).stdout).toContain('meshroom up --environment prod: Nothing')
  expect((await box.meshroom('plan --out x.plan --environment prod')).stderr).toContain(
    'meshroom up --plan x.plan --environment prod',
  )
  expect((await box.meshroom('plan')).stdout).toMatch(/^edr-\[events]->siem\n/)
  expect((await box.meshroom(['complete', '--', 'plan', '--environment', ''])).stdout).toBe('default\nprod\n')
})

test('settings of every environment are checked, whichever is meant; up touches nothing where they are wrong', async () => {
  const box = await sandboxWithPlug()
  await box.write({ 'environments/prod.yaml': 'instances:\n  edr:\n    settings:\n      regoin: lon1\n' })
  const validated = await box.meshroom('validate')
  expect(validated).toMatchObject({ code: 2, stdout: expect.stringContaining('environments/prod.yaml:4:7') })
  expect(validated.stdout).toContain('did you mean "region"?')
  const up = await box.meshroom('up --environment prod')
  expect(up).toMatchObject({ code: 2, stdout: expect.stringContaining('SETTING_UNKNOWN environments/prod.yaml:4:7') })
  expect(up.stderr).not.toContain('open an intake')
  expect((await box.meshroom('up')).code).toBe(0)
})
