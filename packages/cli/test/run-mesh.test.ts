import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateJson, validateLines } from './json-schemas.ts'
import { sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

test('up sets up, again does nothing, down undoes; each says what it does', async () => {
  const box = await sandboxWithPlug()
  const up = await box.meshroom('up')
  expect(up.stderr).toContain('✓ edr-[events]->siem  open an intake')
  expect(up.stderr).toContain('[edr] forwarding')
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('2 steps done: the mesh is up.') })
  expect(await box.meshroom('up')).toMatchObject({ code: 0, stdout: 'Nothing to do: 1 plug already up.\n' })
  expect((await box.meshroom('status')).stdout).toMatch(
    /^up {6}edr-\[events]->siem {2}\d{4}-\S+Z by .+\nenvironment default: 1 up\nmeshroom up: Nothing to do: 1 plug already up\.\n$/,
  )
  await box.write({ 'environments/lab.yaml': '' })
  expect((await box.meshroom('status --environment lab')).stdout).toContain('environment lab: 1 down')
  expect(await box.meshroom('down --dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('tear down') })
  expect(await box.meshroom('remove edr')).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect(await box.meshroom('down')).toMatchObject({ code: 0, stdout: expect.stringContaining('the mesh is down.') })
  expect((await box.meshroom('down')).stdout).toBe('Nothing to do: no plug is up.\n')
  expect((await box.meshroom('list plugs --json')).stdout).toContain('"status": "down"')
})

test('a down that cannot undo all says so in the plan, before anyone agrees, and in the end', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'

export const intake = setup.consumer({ topic: 'events', title: 'open an intake' }, async () => {})
`,
  })
  await box.meshroom('up')
  const planned = await box.meshroom('down --dry-run')
  expect(planned.stdout).toContain('! teardown on siem: siem has no teardown hook: what its setup made there stays')
  expect(planned.stdout).toContain('1 plug to tear down (what setup made stays for 1: no teardown hook).')
  const [plan] = validateLines('run', (await box.meshroom('down --dry-run --json')).stdout) as { steps: unknown[] }[]
  expect(plan?.steps).toContainEqual(expect.objectContaining({ instance: 'siem', hook: 'none' }))
  const { stdout } = await box.meshroom('down')
  expect(stdout).toMatch(
    /the mesh is down, but not all is undone\.\nNot undone.*by hand:\n {2}edr-\[events]->siem: what siem/,
  )
  await box.meshroom('up')
  const lines = validateLines('run', (await box.meshroom('down --json')).stdout)
  expect(lines.at(-1)).toMatchObject({ type: 'report', left: [{ product: 'siem', instance: 'siem' }] })
})

test('a failed step exits 1 and names its cause, not the cascade', async () => {
  const box = await sandboxWithPlug('  fails: true\n')
  const up = await box.meshroom('up')
  expect(up.code).toBe(1)
  expect(up.stderr).toMatch(/✗ edr-\[events]->siem {2}open an intake: HOOK_FAILED .*the tenant answered 401/)
  expect(up.stderr).toContain('forward events: skipped, edr-[events]->siem open an intake failed')
  expect(up.stdout).toMatch(/edr-\[events]->siem is not up: HOOK_FAILED .*401/)
  expect(up.stdout).toContain('run meshroom up edr siem events again')
})

test('the next command can be run from where this one was: it names the project and the environment too', async () => {
  const box = await sandboxWithPlug('  fails: true\n')
  await box.write({ 'environments/lab.yaml': '' })
  const outside = (line: string) => box.meshroom(line, { cwd: box.folder })
  const up = await outside('up -C project --environment lab')
  expect(up.stdout).toContain('run meshroom -C project up edr siem events --environment lab again')
  const planned = await outside('plan -C project --out monday.plan')
  expect(planned.stderr).toContain('meshroom -C project up --plan monday.plan obeys it')
  expect(await outside('-C project up --plan monday.plan --dry-run')).toMatchObject({ code: 0 })
})

test('the place of what a hook throws is said by up, in its JSON, and by status', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'

export const intake = setup.consumer({ topic: 'events', title: 'open an intake' }, async ({ instance }) => {
  await instance.settings.nothing.at.all
})
`,
  })
  const at = expect.objectContaining({ file: 'products/siem/hooks.ts', line: 4, column: expect.any(Number) })
  const json = validateLines('run', (await box.meshroom('up --json')).stdout) as Record<string, unknown>[]
  expect(json.find(({ type }) => type === 'step-failed')).toMatchObject({ error: at })
  expect(json.at(-1)).toMatchObject({ failed: [{ error: at }] })
  expect(validateJson('status', (await box.meshroom('status --json')).stdout)).toMatchObject({
    plugs: [{ failure: at }],
  })
  const { stdout, stderr } = await box.meshroom('up')
  for (const text of [stdout, stderr, (await box.meshroom('status')).stdout])
    expect(text).toMatch(/at products\/siem\/hooks\.ts:4:\d+\n/)
})

test.each(['', '  fails: true\n'])(
  'up --json and down --json print one object a line, as the schema says (%o)',
  async (settings) => {
    const box = await sandboxWithPlug(settings)
    for (const command of ['up', 'down']) {
      const { stdout } = await box.meshroom(`${command} --json`)
      const lines = validateLines('run', stdout)
      expect(lines.at(0)).toMatchObject({ type: 'plan', action: command })
      expect(lines.at(-1)).toMatchObject({ type: 'report' })
    }
  },
)

test.each([
  ['is up already', 'format: ocsf\n', []],
  ['is refused', 'format: [\n', [{ plug: { source: 'edr' }, why: expect.stringMatching(/^refused /) }]],
])('up --json ends with a report where there is nothing to do, as the plug %s', async (_, plug, outstanding) => {
  const box = await sandboxWithPlug()
  await box.meshroom('up')
  await box.write({ 'instances/edr/edr/plugs/siem/events.yaml': plug })
  const lines = validateLines('run', (await box.meshroom('up --json')).stdout)
  expect(lines).toMatchObject([
    { type: 'plan', steps: [] },
    { type: 'report', succeeded: [], failed: [], skipped: [], outstanding },
  ])
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s lets the step in flight finish, starts no other, and exits 130',
  async (signal) => {
    const box = await sandboxWithPlug('  slow: 200\n')
    const running = box.start('up')
    await running.see('→ edr-[events]->siem  open an intake')
    running.child.kill(signal)
    expect(await running.outcome).toMatchObject({ code: 130 })
    const { stderr } = await running.outcome
    expect(stderr).toContain('Stopping after the steps in flight')
    expect(stderr).toContain('✓ edr-[events]->siem  open an intake')
    expect(stderr).not.toContain('→ edr-[events]->siem  forward events')
    expect((await running.outcome).stdout).toContain('Interrupted: meshroom up goes on')
    expect((await box.meshroom('up')).stdout).toContain('1 step done')
  },
)

test('a terminal that is closed lets the step in flight finish; the next up goes on after it', async () => {
  const box = await sandboxWithPlug('  slow: 200\n')
  const terminal = new Terminal(box, ['up', '--yes'])
  await terminal.see('1 plug to set up.')
  await terminal.see('open an intake')
  terminal.close()
  const next = await box.meshroom('up --lock-timeout 120')
  expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('1 step done') })
  expect(next.stderr).not.toMatch(/LOCK_TAKEN_OVER|RUN_CUT_OFF|cut off/)
  expect(next.stdout).not.toContain('open an intake')
})

test('up asks no tenant what it has; up --check does, and mends what has drifted', async () => {
  const box = await sandboxWithPlug()
  await box.write({ 'products/siem/check.ts': checkHook })
  await box.meshroom('up')
  const made = '.meshroom/scratch/siem/made'
  expect((await box.meshroom('up --check')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  await rm(join(box.project, made))
  expect((await box.meshroom('up')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect((await box.meshroom('up --check --dry-run')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  const mended = await box.meshroom('up --check')
  expect(mended).toMatchObject({ code: 0, stdout: expect.stringContaining('drifted: absent') })
  expect(mended.stdout).toContain('the mesh is up')
  expect(await box.read(made)).toBe('yes')
  expect((await box.meshroom('up --check')).stdout).toBe('Nothing to do: 1 plug already up.\n')
})

/** A tenant of one file. */
const checkHook = `import { check, setup } from '@meshroom/hooks-sdk'

const made = '.meshroom/scratch/siem/made'
export const make = setup.consumer({ topic: 'events', order: 9 }, ({ files }) => files.write(made, 'yes'))
export const look = check.consumer('events', async ({ files }) => ({
  status: (await files.exists(made)) ? 'present' : 'absent',
}))
`

test('a reader that goes away does not stop a run', async () => {
  const box = await sandboxWithPlug()
  const running = box.start('up')
  running.child.stdout.destroy()
  expect(await running.outcome).toMatchObject({ code: 0 })
  expect((await box.meshroom('list plugs --json')).stdout).toContain('"status": "up"')
})
