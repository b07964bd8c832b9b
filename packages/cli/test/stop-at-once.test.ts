import { expect, test } from 'vitest'
import { sandboxWithPlug } from './sandbox.ts'

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
