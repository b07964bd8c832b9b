import { expect, test } from 'vitest'
import { validateLines } from './json-schemas.ts'
import { sandboxWithPlug } from './sandbox.ts'

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

test('a failed step exits 1 and names its cause, not the cascade', async () => {
  const box = await sandboxWithPlug('  fails: true\n')
  const up = await box.meshroom('up')
  expect(up.code).toBe(1)
  expect(up.stderr).toMatch(/✗ edr-\[events]->siem {2}open an intake: HOOK_FAILED .*the tenant answered 401/)
  expect(up.stderr).toContain('forward events: skipped, edr-[events]->siem open an intake failed')
  expect(up.stdout).toMatch(/edr-\[events]->siem is not up: HOOK_FAILED .*401/)
  expect(up.stdout).toContain('run meshroom up edr siem events again')
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

test.each(['SIGINT', 'SIGTERM'] as const)(
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

test('a second Ctrl-C stops at once, and says what was cut off', async () => {
  const box = await sandboxWithPlug('  slow: 6000\n')
  const running = box.start('up')
  await running.see('→ edr-[events]->siem  open an intake')
  running.child.kill('SIGINT')
  await running.see('Stopping after')
  running.child.kill('SIGINT')
  expect(await running.outcome).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/Cut off.*:\n {2}edr-\[events]->siem {2}open an intake\n/),
  })
})

test('a reader that goes away does not stop a run', async () => {
  const box = await sandboxWithPlug()
  const running = box.start('up')
  running.child.stdout.destroy()
  expect(await running.outcome).toMatchObject({ code: 0 })
  expect((await box.meshroom('list plugs --json')).stdout).toContain('"status": "up"')
})
