import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateLines } from './json-schemas.ts'
import { meshFiles, type Sandbox, sandboxWithPlug } from './sandbox.ts'

const passphrase = { MESHROOM_PASSPHRASE: 'correct horse' }

/** The edr requires a secret, and the siem asks for one that it does not declare. */
async function meshWithSecrets(): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  await box.write({
    'products/edr/definition.yaml': meshFiles['products/edr/definition.yaml'] ?? '',
    'products/siem/hooks.ts': `import { setup, teardown } from '@meshroom/hooks-sdk'

export const intake = setup.consumer({ topic: 'events', title: 'open an intake' }, async ({ instance }) => {
  await instance.secret('EXTRA')
})
export const close = teardown.consumer({ topic: 'events', title: 'close the intake' }, async ({ instance }) => {
  await instance.secret('EXTRA')
})
`,
  })
  const set = async (line: string) =>
    expect(await box.meshroom(line, { input: 'value\n', env: passphrase })).toMatchObject({ code: 0 })
  await set('configure edr -s API_KEY')
  await set('secrets set siem_siem_EXTRA')
  return box
}

const stateOf = (box: Sandbox) => box.read('state/default/edr/siem/events.json')

test.each([
  ['a wrong passphrase', { MESHROOM_PASSPHRASE: 'wrong' }, 'PASSPHRASE_WRONG'],
  ['a vault that was cut off', passphrase, 'VAULT_DAMAGED'],
])(
  '%s stops up and down before the first step, with what the vault says, and what is up stays so',
  async (_, env, code) => {
    const box = await meshWithSecrets()
    expect(await box.meshroom('up', { env: passphrase })).toMatchObject({ code: 0 })
    const before = await stateOf(box)
    const vault = join(box.project, 'secrets.gpg')
    const bytes = await readFile(vault)
    if (code === 'VAULT_DAMAGED') await writeFile(vault, bytes.subarray(0, bytes.length / 2))
    const down = await box.meshroom('down', { env })
    expect(down.stderr).toMatch(new RegExp(`error ${code} .*\\n(.*\\n)*  try: `))
    expect(down.stderr).not.toMatch(/HOOK_FAILED|skipped/)
    expect(down.code).not.toBe(0)
    const lines = validateLines('run', (await box.meshroom('down --json', { env })).stdout)
    expect(lines.at(-1)).toMatchObject({ error: { code, hint: expect.any(String) } })
    expect(await stateOf(box)).toBe(before)
    await writeFile(vault, bytes)
    expect(await box.meshroom('down', { env: passphrase })).toMatchObject({ code: 0 })
  },
)

test.each([
  ['a wrong passphrase', { MESHROOM_PASSPHRASE: 'wrong' }],
  ['a vault that was cut off', passphrase],
])('%s keeps nothing up where no hook asks for a secret, though a product may have one', async (what, env) => {
  const box = await sandboxWithPlug()
  const comment = '// needs no secret (the tenant is open)\n'
  await box.write({ 'products/siem/hooks.ts': comment + meshFiles['products/siem/hooks.ts'] })
  await box.meshroom('secrets set OTHER', { input: 'value\n', env: passphrase })
  const vault = join(box.project, 'secrets.gpg')
  const bytes = await readFile(vault)
  if (what === 'a vault that was cut off') await writeFile(vault, bytes.subarray(0, bytes.length / 2))
  expect(await box.meshroom('up', { env })).toMatchObject({ code: 0 })
  expect(await box.meshroom('down', { env })).toMatchObject({ code: 0 })
  expect((await box.meshroom('status', { env })).stdout).toContain('environment default: 1 down')
})

test('a secret that is gone is told by plan and up before the first step, and by the words that set it', async () => {
  const box = await meshWithSecrets()
  await box.meshroom('up', { env: passphrase })
  await box.meshroom('secrets unset edr API_KEY', { env: passphrase })
  for (const command of ['plan', 'up']) {
    const { code, stdout } = await box.meshroom(command, { env: passphrase })
    expect([command, code]).toEqual([command, 2])
    expect(stdout).toContain(
      'refused SECRET_MISSING API_KEY of edr has no value\n  try: meshroom configure edr -s API_KEY',
    )
  }
  expect(await box.meshroom('configure edr -s API_KEY', { input: 'value\n', env: passphrase })).toMatchObject({
    code: 0,
  })
  expect(await box.meshroom('plan', { env: passphrase })).toMatchObject({ code: 0 })
})

test('where only the hook knows of a secret, the report and status say how it is set', async () => {
  const box = await meshWithSecrets()
  await box.meshroom('secrets unset siem EXTRA', { env: passphrase })
  const hint = /try: meshroom configure siem -s EXTRA\n/
  expect((await box.meshroom('up', { env: passphrase })).stdout).toMatch(hint)
  expect((await box.meshroom('status', { env: passphrase })).stdout).toMatch(hint)
})
