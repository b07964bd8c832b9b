import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { supported } from '@meshroom/test-nodes'
import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { Sandbox, sandboxWithPlug } from './sandbox.ts'

test('doctor says how well hooks are contained, and what is not trusted', async () => {
  const box = await sandboxWithPlug()
  await rm(join(box.env.XDG_STATE_HOME ?? '', 'meshroom'), { recursive: true })
  const { code, stdout } = await box.meshroom('doctor --json')
  expect(code).toBe(0)
  expect(validateJson('doctor', stdout)).toMatchObject([
    { check: 'node', status: 'ok' },
    { check: 'sandbox', status: 'ok', detail: expect.stringContaining('strict') },
    { check: 'git', status: 'ok', detail: expect.stringContaining('git version') },
    { check: 'project', status: 'ok', detail: expect.stringContaining('2 products, 2 instances, 1 plug') },
    { check: 'trust', status: 'warning', detail: 'not trusted: edr, siem', hint: 'meshroom trust' },
    { check: 'secrets', status: 'ok' },
  ])
  expect((await box.meshroom('doctor --unsafe')).stdout).toMatch(/! sandbox +off/)
})

test('a package that has changed is told by doctor and trust; the plan looks at lock files alone', async () => {
  const box = await sandboxWithPlug()
  const library = 'products/siem/node_modules/lib'
  await box.write({ [`${library}/index.js`]: 'exports.x = 1\n', 'products/siem/package-lock.json': '{}\n' })
  expect((await box.meshroom('up')).code).toBe(0)
  const trustOf = async () => JSON.parse((await box.meshroom('doctor --json')).stdout)[4]
  expect(await trustOf()).toMatchObject({ status: 'ok' })

  await writeFile(join(box.project, library, 'index.js'), 'exports.x = 2\n')
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect(await trustOf()).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(/all trusted; other packages .*: products\/siem\/node_modules\/lib$/),
    hint: expect.stringContaining('the plan does not look at packages'),
  })
  const listed = await box.meshroom('trust --list --json')
  expect(validateJson('trust', listed.stdout)).toMatchObject([
    expect.not.objectContaining({ changedPackages: expect.anything() }),
    { product: 'siem', changedPackages: ['node_modules/lib'] },
  ])
  expect((await box.meshroom('trust --list')).stderr).toContain('siem has other packages than its code last ran with')

  await writeFile(join(box.project, 'products/siem/package-lock.json'), '{ "changed": true }\n')
  expect((await box.meshroom('plan')).stdout).toContain('hook code changed')
})

test('doctor warns of secrets that expired or are in conflict, and asks for no passphrase', async () => {
  const box = await sandboxWithPlug()
  const secrets = async (env = {}) =>
    JSON.parse((await box.meshroom('doctor --json', { env })).stdout).find(
      ({ check }: { check: string }) => check === 'secrets',
    )
  await box.meshroom('secrets set edr API_KEY --expires 2d', { input: 'v' })
  await box.meshroom('secrets recipients recovery')
  expect(await secrets()).toEqual({
    check: 'secrets',
    status: 'warning',
    detail: expect.stringMatching(/^edr_edr_API_KEY expires on \d{4}-\d\d-\d\d$/),
    hint: 'meshroom secrets doctor',
  })
  await box.meshroom('secrets key passphrase', { input: 'sesame\n' })
  const { MESHROOM_PASSPHRASE: _, ...env } = box.env
  Object.defineProperty(box, 'env', { value: env })
  expect(await secrets()).toMatchObject({ status: 'ok', detail: expect.stringContaining('need a passphrase') })
})

test('doctor needs no project, and exits 2 where one is broken', async () => {
  const box = await sandboxWithPlug()
  expect(await box.meshroom('doctor', { cwd: box.folder })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('! project  there is no project here'),
  })
  await box.write({ 'products/edr/definition.yaml': 'produces: [\n' })
  expect(await box.meshroom('doctor')).toMatchObject({ code: 2, stdout: expect.stringContaining('meshroom validate') })
})

test.each([22, 24] as const)(
  'on Node %d the sandbox is partial, which doctor and the question of trust say',
  async (version) => {
    const made = await sandboxWithPlug()
    const box = new Sandbox(made.folder, made.program, supported[version])
    expect((await box.meshroom('doctor')).stdout).toMatch(/! sandbox +partial: .*cannot deny the network/)
    expect((await box.meshroom('trust --yes siem')).stderr).toBe('')
    await rm(join(box.env.XDG_STATE_HOME ?? '', 'meshroom'), { recursive: true })
    expect((await box.meshroom('trust --yes siem')).stderr).toMatch(/sandbox +partial/)
  },
)

test('-h is --help, and -v is --version', async () => {
  const box = await sandboxWithPlug()
  for (const [short, long] of [
    ['-h', '--help'],
    ['up -h', 'up --help'],
    ['secrets -h', 'secrets --help'],
    ['-v', '--version'],
  ] as const) {
    const said = await box.meshroom(short)
    expect(said).toMatchObject({ code: 0, stderr: '' })
    expect(said).toEqual(await box.meshroom(long))
  }
})
