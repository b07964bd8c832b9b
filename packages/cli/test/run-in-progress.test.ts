import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { sandboxWithPlug } from './sandbox.ts'

test('while an up runs, another terminal says that it is in progress, and whose; after a kill, that it was interrupted', async () => {
  const box = await sandboxWithPlug('  slow: 6000\n')
  const running = box.start('up')
  await running.see('→ edr-[events]->siem  open an intake')
  const progress = `in progress (process ${running.child.pid} on ${hostname()}, since `
  const [plan, planned, status, down, list] = await Promise.all(
    ['plan', 'plan --json', 'status --json', 'down --dry-run', 'status'].map((line) => box.meshroom(line)),
  )
  expect(plan?.stdout).toContain(`open an intake (${progress}`)
  expect(plan?.stderr).toContain(`meshroom up is ${progress}`)
  expect(validateJson('plan', planned?.stdout ?? '')).toMatchObject({
    steps: [{ cause: expect.stringContaining(progress) }, {}],
  })
  expect(validateJson('status', status?.stdout ?? '')).toMatchObject({
    running: { command: 'up', pid: running.child.pid, host: hostname() },
    plugs: [{ status: 'partial', steps: [{ outcome: 'running' }] }],
  })
  expect(down?.stdout).toContain(progress)
  expect(list?.stdout).toContain('in progress on siem')
  expect(list?.stdout).toContain(`meshroom up is ${progress}`)
  running.child.kill('SIGKILL')
  await running.outcome
  expect((await box.meshroom('plan')).stdout).toContain('open an intake (interrupted last time)')
  expect((await box.meshroom('status')).stdout).toContain('interrupted on siem')
})
