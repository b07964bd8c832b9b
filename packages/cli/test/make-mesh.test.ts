import { describe, expect, test } from 'vitest'
import { sandbox, sandboxWithMesh } from './sandbox.ts'

test('init makes a repository that the other commands find from below', async () => {
  const box = await sandbox()
  const made = await box.meshroom('init mesh')
  expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('created .gitignore') })
  expect(await box.read('mesh/.git/HEAD')).toBe('ref: refs/heads/main\n')
  const below = await box.meshroom('list products', { cwd: `${box.project}/mesh/products` })
  expect(below).toMatchObject({ code: 0, stdout: '', stderr: 'No product.\n' })
  expect(await box.meshroom('init mesh')).toMatchObject({ code: 2, stderr: expect.stringContaining('PROJECT_EXISTS') })
})

test('products, integrations, instances and plugs, from nothing to a plan', async () => {
  const box = await sandboxWithMesh()
  expect((await box.meshroom('list products')).stdout.split('\n').map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    ['PRODUCT', 'VENDOR'],
    ['edr', 'Acme'],
    ['siem', 'Umbrella'],
    [''],
  ])
  expect(await box.meshroom('add siem')).toMatchObject({ code: 0 })
  expect(await box.meshroom('add edr myedr -s API_KEY -c region=fra2', { input: 'hunter2\n' })).toMatchObject({
    code: 0,
  })
  expect(await box.read('instances/edr/myedr/config.yaml')).toContain('region: fra2')
  expect(await box.meshroom('plug events myedr siem')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('plugged myedr-[events]->siem'),
  })
  expect(await box.meshroom('plan')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 plug to set up') })
  expect(await box.meshroom('plan --detailed-exitcode')).toMatchObject({ code: 3 })
  expect(await box.meshroom('graph')).toMatchObject({ code: 0, stdout: expect.stringContaining('flowchart LR') })
  expect(await box.meshroom('graph edr')).toMatchObject({ code: 0, stdout: expect.stringContaining('siem') })
  expect(await box.meshroom('unplug events myedr siem')).toMatchObject({ code: 0 })
  expect(await box.meshroom('remove myedr')).toMatchObject({ code: 0 })
  expect((await box.meshroom('list instances --json')).stdout).toBe(
    `${JSON.stringify([{ name: 'siem', product: 'siem', plugs: 0 }], null, 2)}\n`,
  )
})

test('a plug that cannot be made says what is missing and the commands that make it, and these do', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add siem')
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  const refused = await box.meshroom('plug search_threat siem edr --json')
  expect(refused.code).toBe(2)
  const { error } = JSON.parse(refused.stdout)
  expect(error).toMatchObject({ code: 'PLUG_NO_MATCH', data: { missing: [{ product: 'siem' }, { product: 'edr' }] } })
  for (const { command } of error.data.missing) {
    expect(await box.meshroom(command.split(' ').slice(1))).toMatchObject({ code: 0 })
  }
  expect((await box.meshroom('list integrations siem edr --topic search_threat')).stdout).toContain('trigger')
})

describe('a project with a broken manifest', () => {
  const broken = {
    'products/edr/definition.yaml': 'produces:\n  events:\n    - {}\nname: edr\nproduces:\n  alerts:\n    - {}\n',
  }

  test('is listed all the same, with the places of what is wrong, and exits 2', async () => {
    const box = await sandboxWithMesh()
    await box.write(broken)
    const listed = await box.meshroom('list products')
    expect(listed).toMatchObject({ code: 2, stdout: expect.stringContaining('siem') })
    expect(listed.stderr).toMatch(/^products\/edr\/definition\.yaml:5:1 error /)
    expect(listed.stderr).toContain('products/edr/definition.yaml:1:1')
    const json = await box.meshroom('list products --json')
    expect(JSON.parse(json.stdout).map(({ name }: { name: string }) => name)).toContain('siem')
  })

  test('does not stand in the way of what does not need it', async () => {
    const box = await sandboxWithMesh()
    await box.write(broken)
    const added = await box.meshroom('add siem')
    expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('added siem') })
    expect(added.stderr).toMatch(/^warning products\/edr\/definition\.yaml:5:1 .*\n {2}try: meshroom validate\n$/)
  })
})

test.each([
  ['outside a project', 'list products', 'PROJECT_NOT_FOUND', 'meshroom init'],
  ['a command that is almost right', 'lst products', 'COMMAND_UNKNOWN', 'meshroom list products'],
  ['a second word that is nothing like one', 'list zebras', 'COMMAND_UNKNOWN', 'meshroom list --help'],
  ['a second word that is almost right', 'list product', 'COMMAND_UNKNOWN', 'meshroom list products'],
  ['a flag that is almost right', 'list products --jsn', 'USAGE', 'Did you mean --json?'],
  ['a number that is none', 'watch a b --limit x', 'USAGE', '--limit: Expected an integer'],
  ['an argument too few', 'plug events', 'USAGE', '--help'],
  ['a value that is none of the choices', 'plug e a b --mode psh', 'USAGE', '--help'],
  ['a folder that is not there', '-C nowhere list products', 'FOLDER_NOT_FOUND', 'nowhere'],
])('%s exits 2 and says what next', async (_, line, code, hint) => {
  const box = await sandbox()
  const outcome = await box.meshroom(line)
  expect(outcome).toMatchObject({ code: 2, stdout: '' })
  expect(outcome.stderr).toContain(`error ${code} `)
  expect(outcome.stderr).toContain(hint)
})

test('another project is named with -C before or behind the command, or by the environment', async () => {
  const box = await sandboxWithMesh()
  const cwd = box.folder
  for (const [line, env] of [
    ['-C project list products', {}],
    ['list products --project project', {}],
    ['list products', { MESHROOM_PROJECT: 'project' }],
  ] as const) {
    expect((await box.meshroom(line, { cwd, env })).stdout).toContain('siem')
  }
})

test('an argument that is missing is not read from standard input, which belongs to the command', async () => {
  const box = await sandboxWithMesh()
  const outcome = await box.meshroom('add', { input: 'siem\n' })
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('Missing 1 required arg') })
})
