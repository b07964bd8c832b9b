import { describe, expect, test } from 'vitest'
import type { Mesh } from '../../src/mesh/mesh.ts'
import { planDown } from '../../src/mesh/plan-down.ts'
import { planUp } from '../../src/mesh/plan-up.ts'
import { type RunReport, runPlan, settlePlan } from '../../src/run/run-plan.ts'
import { edrFeedsSiem, quick } from '../edr-feeds-siem.ts'
import type { DiskChange, Fate } from '../memory-disk.ts'
import type { TestMesh } from '../test-mesh.ts'
import { whyHarmless } from './harmless-failures.ts'
import { mortalMachine } from './mortal-machine.ts'

/*
 * Every change of the disk that `up` and `down` make fails once, as a full disk, one that must not be written, or one that takes a part: found by watching
 * what the commands do.
 */

async function run(mesh: TestMesh, action: 'up' | 'down'): Promise<RunReport | undefined> {
  const opened: Mesh = mesh.open()
  return opened.lock.hold(action, async () => {
    const plan = await (action === 'up' ? planUp : planDown)(opened)
    if (plan.steps.length > 0) return runPlan(opened, plan, quick)
    await settlePlan(opened, plan)
    return undefined
  })
}

/** A mesh before the command, the tenant's things in order. */
async function stage(action: 'up' | 'down') {
  const mesh = edrFeedsSiem()
  mesh.machine = mortalMachine(mesh.disk)
  if (action === 'down') await run(mesh, 'up')
  mesh.calls.length = 0
  mesh.disk.changes.length = 0
  return mesh
}

const faults: Readonly<Record<string, (change: DiskChange) => Fate>> = {
  ENOSPC: () => ({ code: 'ENOSPC' }),
  EACCES: () => ({ code: 'EACCES' }),
  'a short write': ({ call }) => ({ code: 'ENOSPC', ...(call === 'write' && { written: 20 }) }),
}

describe.each(['up', 'down'] as const)('%s', (action) => {
  test.each(Object.keys(faults))(
    '%s at each change: an error that says what to do, then the same command goes on',
    async (name) => {
      const changes = await changesOf(action)
      expect(changes.length).toBeGreaterThan(15)
      for (const at of changes.keys()) {
        const mesh = await stage(action)
        const before = new Map(mesh.disk.files)
        let seen = 0
        mesh.disk.fate = (change) => (seen++ === at ? (faults[name]?.(change) ?? 'made') : 'made')
        const told = await outcomeOf(run(mesh, action))
        mesh.disk.fate = () => 'made'
        mesh.disk.kill()
        const where = `${name} at ${at}: ${changes[at]?.call} ${changes[at]?.path}`
        expect(() => mesh.states, where).not.toThrow()
        if (isHarmless(changes, at)) expect(told, where).toBeUndefined()
        else
          expect(told, where).toMatchObject({
            code: expect.stringMatching(/_NOT_WRITTEN$/),
            message: expect.stringMatching(/\((ENOSPC|EACCES)\)$/),
            hint: expect.stringMatching(/make room or mend the permissions/),
          })
        if (mesh.calls.length === 0) expect(statesIn(mesh.disk.files), where).toEqual(statesIn(before))
        await run(mesh, action)
        expect(mesh.calls, where).toEqual(
          action === 'up' ? ['setup my-siem', 'setup my-edr'] : ['teardown my-edr', 'teardown my-siem'],
        )
        expect(
          [...mesh.disk.files.keys()].every((path) => path.startsWith('/nowhere/state/')),
          where,
        ).toBe(true)
        expect(mesh.states.size, where).toBe(action === 'up' ? 1 : 0)
      }
    },
  )
})

async function changesOf(action: 'up' | 'down'): Promise<readonly DiskChange[]> {
  const mesh = await stage(action)
  await run(mesh, action)
  return mesh.disk.changes
}

/** To remove is harmless as it is for real processes, and so is to sync the folder after it. */
function isHarmless(changes: readonly DiskChange[], at: number): boolean {
  const { call, path } = (changes[at]?.call === 'syncFolder' ? changes[at - 1] : changes[at]) ?? {}
  return call === 'remove' && whyHarmless(`rm ${path?.slice('/nowhere/'.length)}`) !== undefined
}

/** The error that was thrown, or the first that was reported. */
async function outcomeOf(running: Promise<RunReport | undefined>) {
  try {
    return (await running)?.failed[0]?.error
  } catch (error) {
    return error as { readonly code: string; readonly hint?: string }
  }
}

function statesIn(files: ReadonlyMap<string, string>) {
  return [...files].filter(([path]) => path.endsWith('.json') && path.includes('/state/'))
}
