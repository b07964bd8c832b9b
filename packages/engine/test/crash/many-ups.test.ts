import { expect, test } from 'vitest'
import { removeProject, runProcess, sayCall, writeProject } from './process-world.ts'
import { recordingTenant } from './recording-tenant.ts'

/* Many processes set up the same mesh at once: the lock lets one do it, and the others find it done. */

const many = 8

const wanted = ['make a/a>x/0', 'make a/a>x/1', 'make b/b>x/0', 'make b/b>x/1', 'make x/a>x/0', 'make x/b>x/0']

test(`${many} processes at once: each step once`, async () => {
  await using tenant = await recordingTenant()
  const root = await projectOf(tenant)
  const all = await Promise.all(Array.from({ length: many }, () => runProcess(root, [{ type: 'up' }])))
  await removeProject(root)
  expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(all.map(() => ({ code: 0, stderr: '' })))
  expect(tenant.calls.map(sayCall).sort()).toEqual(wanted)
})

test(`${many} processes at once, the first killed in a step: one takes over, and only what was in flight is done again`, async () => {
  await using tenant = await recordingTenant()
  const root = await projectOf(tenant)
  let kill: () => void = () => {}
  let killed: string | undefined
  tenant.fate = (call) => {
    if (tenant.calls.length !== 2) return 'done'
    killed = sayCall(call)
    setImmediate(kill)
    return 'silent after'
  }
  const first = runProcess(root, [{ type: 'up' }], {
    onStart: (child) => {
      kill = () => void child.kill('SIGKILL')
    },
  })
  while (tenant.calls.length === 0) await new Promise(setImmediate)
  const others = Array.from({ length: many - 1 }, () => runProcess(root, [{ type: 'up' }]))
  expect((await first).signal).toBe('SIGKILL')
  const all = await Promise.all(others)
  await removeProject(root)
  expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(all.map(() => ({ code: 0, stderr: '' })))
  expect(all.flatMap(({ events }) => events).filter(({ code }) => code === 'LOCK_TAKEN_OVER')).toHaveLength(1)
  const calls = tenant.calls.map(sayCall)
  expect([...new Set(calls)].sort()).toEqual(wanted)
  const twice = calls.filter((call, index) => calls.indexOf(call) !== index)
  expect(twice.length).toBeLessThanOrEqual(2)
  expect(twice).toContain(killed)
})

function projectOf(tenant: Awaited<ReturnType<typeof recordingTenant>>): Promise<string> {
  return writeProject(tenant, [
    ['a', 'x'],
    ['b', 'x'],
  ])
}
