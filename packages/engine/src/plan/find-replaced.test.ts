import { MeshroomError } from '@meshroom/model'
import { beforeEach, describe, expect, test } from 'vitest'
import { mortalMachine } from '../../test/crash/mortal-machine.ts'
import { causes, down, quick, up } from '../../test/edr-feeds-siem.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import { planUp } from '../mesh/plan-up.ts'
import { runPlan } from '../run/run-plan.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'

const key = 'my-edr/my-siem/events/push'

let mesh: TestMesh
/** What the hooks of the SIEM have made there. */
let tenant: Set<string>
/** What befalls its next setup, after its effect. */
let befalls: (() => unknown) | undefined

beforeEach(() => {
  mesh = new TestMesh().product('edr').product('siem')
  tenant = new Set()
  befalls = undefined
  mesh.hook('edr', 'setup.producer', { topic: 'events' })
  mesh.hook('edr', 'teardown.producer', { topic: 'events' })
  hooksOfSiem({ intake: { replace: true } })
  titled('a').instance('my-edr', 'edr').plug('events', 'my-edr', 'my-siem')
})

/** Setup hooks by name: each makes a thing named after itself, and after a setting where it says `replace`. */
function hooksOfSiem(setups: Readonly<Record<string, { readonly replace: boolean }>>): void {
  mesh.forgetHooks('siem')
  for (const [name, { replace }] of Object.entries(setups))
    mesh.hook('siem', 'setup.consumer', { topic: 'events', name, replace }, ({ instance }) => {
      tenant.add(replace ? `${name.split('_')[0]} ${instance?.settings.title}` : `${name} in place`)
      return befalls?.()
    })
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, ({ instance }) => {
    for (const thing of tenant) if (thing.endsWith(` ${instance?.settings.title}`)) tenant.delete(thing)
    for (const thing of tenant) if (thing.endsWith('in place')) tenant.delete(thing)
  })
}

function titled(title: string): TestMesh {
  return mesh.instance('my-siem', 'siem', { title })
}

/** Records all steps of the SIEM otherwise. */
function recordOtherwise(otherwise: Partial<RecordedStep>): void {
  const state = mesh.states.get(key) as PlugState
  const steps = state.steps.map((step) => (step.side === 'destination' ? { ...step, ...otherwise } : step))
  mesh.record({ ...state, status: 'partial', steps })
}

/** Ends the process in the middle of the setup. */
async function killedUp(): Promise<void> {
  mesh.machine = mortalMachine(mesh.disk)
  befalls = () => {
    mesh.disk.kill()
    return new Promise(() => {})
  }
  const opened = mesh.open()
  await Promise.race([mesh.disk.crashed(), planUp(opened).then((plan) => runPlan(opened, plan, quick))])
}

async function failedUp(): Promise<void> {
  befalls = () => {
    throw new MeshroomError('HOOK_FAILED', 'the tenant answered 500')
  }
  await up(mesh)
}

/** How a side that says `replace` can have come to be there without counting as done. */
const ways: Readonly<Record<string, () => Promise<void>>> = {
  'is up': async () => void (await up(mesh)),
  'has drifted': async () => {
    await up(mesh)
    recordOtherwise({ outcome: 'drifted', detail: 'changed' })
  },
  'failed after its effect': failedUp,
  'was killed after its effect': killedUp,
  'was restored by state repair': async () => {
    await up(mesh)
    recordOtherwise({ outcome: 'interrupted', detail: 'restored from commit 1a2b3c4, to be made sure of' })
  },
  'is outdated': async () => {
    await up(mesh)
    recordOtherwise({ outcome: 'outdated' })
  },
}

describe.each(Object.entries(ways))(
  'a side whose thing is named by a setting %s, and the setting changes',
  (_, happen) => {
    beforeEach(async () => {
      await happen()
      befalls = undefined
      expect([...tenant]).toEqual(['intake a'])
      titled('b')
    })

    test('the plan tells the change, and the old thing goes', async () => {
      expect(await causes(mesh)).toEqual([
        'teardown my-siem: settings changed: title (replaced)',
        'setup my-siem: settings changed: title (replaced)',
        expect.stringMatching(/^setup my-edr: /),
      ])
      await up(mesh)
      expect([...tenant]).toEqual(['intake b'])
      expect(await causes(mesh)).toEqual([])
      await down(mesh)
      expect([...tenant]).toEqual([])
    })

    test('so it does where its hook has another name by now', async () => {
      hooksOfSiem({ intake_renamed: { replace: true } })
      expect((await causes(mesh)).slice(0, 2)).toEqual([
        'teardown my-siem: settings changed: title (replaced)',
        'setup my-siem: settings changed: title (replaced)',
      ])
      await up(mesh)
      expect([...tenant]).toEqual(['intake b'])
      expect(await causes(mesh)).toEqual([])
    })
  },
)

test('without a change, what failed or was cut off is set up again and not torn down', async () => {
  await failedUp()
  befalls = undefined
  expect((await causes(mesh))[0]).toBe('setup my-siem: failed last time')
  await killedUp()
  befalls = undefined
  expect((await causes(mesh))[0]).toBe('setup my-siem: interrupted last time')
  mesh.calls.length = 0
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
})

test('a replacing that failed in its teardown is replaced still, with the inputs of then', async () => {
  await up(mesh)
  titled('b')
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => {
    throw new MeshroomError('HOOK_FAILED', 'the tenant answered 500')
  })
  await up(mesh)
  hooksOfSiem({ intake: { replace: true } })
  titled('c')
  expect((await causes(mesh))[0]).toBe('teardown my-siem: settings changed: title (replaced)')
  await up(mesh)
  expect([...tenant]).toEqual(['intake c'])
})

describe('of a side of several hooks, one is removed', () => {
  const [inPlace, replaces] = [{ replace: false }, { replace: true }]
  const removed = 'hook removed: products/siem/setup.ts#rule (replaced)'

  test.each([
    ['that said replace', { rule: replaces, user: inPlace }, { user: inPlace }, ['user in place']],
    ['and one that is left says replace', { rule: inPlace, user: replaces }, { user: replaces }, ['user a']],
    [
      'and another one, new, says replace',
      { rule: inPlace, user: inPlace },
      { user: inPlace, role: replaces },
      ['role a', 'user in place'],
    ],
  ])('%s: the side is replaced, so that nothing of it stays', async (_, before, after, left) => {
    hooksOfSiem(before)
    await up(mesh)
    hooksOfSiem(after)
    expect((await causes(mesh))[0]).toBe(`teardown my-siem: ${removed}`)
    await up(mesh)
    expect([...tenant]).toEqual(left)
    expect(await causes(mesh)).toEqual([])
  })

  test('and none says replace: what it made stays until the side is torn down', async () => {
    hooksOfSiem({ rule: inPlace, user: inPlace })
    await up(mesh)
    hooksOfSiem({ user: inPlace })
    expect(await causes(mesh)).toEqual([])
    titled('b')
    await up(mesh)
    expect([...tenant]).toEqual(['rule in place', 'user in place'])
    await down(mesh)
    expect([...tenant]).toEqual([])
  })
})

describe('of the last side of a plug, the only hook that was not done is removed', () => {
  const ending = new AbortController()
  const fail = () => {
    throw new MeshroomError('HOOK_FAILED', 'the tenant answered 500')
  }

  test.each([
    ['as it failed', { first: () => null, second: fail }, ['done', 'done', 'failed']],
    ['as the run was ended before it', { first: () => ending.abort(), second: fail }, ['done', 'done']],
  ])('%s: the next up brings the plug up', async (_, { first, second }, outcomes) => {
    mesh.forgetHooks('edr')
    mesh.hook('edr', 'setup.producer', { topic: 'events', name: 'first' }, first)
    mesh.hook('edr', 'setup.producer', { topic: 'events', name: 'second' }, second)
    await up(mesh, { signal: ending.signal })
    expect(mesh.states.get(key)?.steps.map(({ outcome }) => outcome)).toEqual(outcomes)
    mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'first' })
    expect(await causes(mesh)).toEqual(['setup my-edr: is up in part'])
    await up(mesh)
    expect(mesh.states.get(key)).toMatchObject({ status: 'up', steps: [{ outcome: 'done' }, { outcome: 'done' }] })
    expect(await causes(mesh)).toEqual([])
  })
})
