import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { meshFiles, sandboxWithPlug } from './sandbox.ts'

test('a second Ctrl-C stops at once and says what was cut off: it is interrupted, not failed, and nothing is there to mend', async () => {
  const box = await sandboxWithPlug('  slow: 6000\n')
  const running = box.start('up')
  await running.see('→ edr-[events]->siem  open an intake')
  running.child.kill('SIGINT')
  await running.see('Stopping after')
  running.child.kill('SIGINT')
  const stopped = await running.outcome
  expect(stopped.code).toBe(130)
  expect(stopped.stderr).toMatch(/Cut off.*:\n {2}edr-\[events]->siem {2}open an intake\n/)
  expect(stopped.stdout).toContain('0 steps done, 1 cut off, 1 skipped.\nInterrupted: meshroom up goes on')
  expect(stopped.stdout).not.toContain('Mend it')
  expect((await box.meshroom('plan')).stdout).toContain('open an intake (interrupted last time)')
  expect((await box.meshroom('status')).stdout).toContain('interrupted on siem')
  expect((await box.meshroom('down --dry-run')).stdout).toContain('(interrupted last time)')
})

const checkHook = `
export const look = check.consumer('events', async ({ log }) => {
  log.info('being asked')
  await new Promise((go) => setTimeout(go, 1500))
  return { status: 'absent' }
})
`

async function askedSlowly() {
  const box = await sandboxWithPlug()
  const hooks = meshFiles['products/siem/hooks.ts']?.replace('import {', 'import { check,') ?? ''
  await box.write({ 'products/siem/hooks.ts': hooks + checkHook })
  expect((await box.meshroom('up')).code).toBe(0)
  return box
}

test.each([
  ['up --check --json', 'SIGTERM', 'stdout'],
  ['status --check', 'SIGINT', 'stderr'],
] as const)('%s lets a check in flight finish at %s, and frees the lock', async (line, signal, stream) => {
  const box = await askedSlowly()
  const running = box.start(line)
  await running.see('being asked', 'any')
  running.child.kill(signal)
  await running.see('Stopping after the checks in flight')
  const ended = await running.outcome
  expect(ended.code).toBe(130)
  expect(ended[stream]).toContain('CANCELLED')
  expect((await box.meshroom('plan')).stdout).toContain('(drifted: absent)')
  expect(existsSync(join(box.project, '.meshroom/lock/project.json'))).toBe(false)
})
