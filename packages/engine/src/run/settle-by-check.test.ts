import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { setting } from '../../test/build-mesh.ts'
import { mortalMachine } from '../../test/crash/mortal-machine.ts'
import { causes, edrFeedsSiem, failing, quick } from '../../test/edr-feeds-siem.ts'
import type { FakeHook, TestMesh } from '../../test/test-mesh.ts'
import { planUp } from '../mesh/plan-up.ts'
import { runPlan } from './run-plan.ts'

let mesh: TestMesh
/** What befalls the next setup of the SIEM. */
let befalls: FakeHook | undefined
/** Of the project, for code of products. */
let root: string | undefined

beforeEach(() => {
  mesh = edrFeedsSiem()
  mesh.machine = mortalMachine(mesh.disk)
  root = undefined
  mesh.product('siem', [], { settings: [setting('KEY', { secret: true, required: false })] })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (...given) => befalls?.(...given))
  checkedBy('check', { settles: true })
  setSecrets({ KEY: 'first-value' })
})

function checkedBy(name: string, options: { readonly settles: boolean }): void {
  mesh.hook('siem', 'check.consumer', { topic: 'events', name, ...options }, () => ({ status: 'present' }))
}

function setSecrets(values: Record<string, string>): void {
  mesh.secrets.set('instance siem/my-siem', values)
}

async function codeOfSiem(text: string): Promise<void> {
  root = await mkdtemp(join(tmpdir(), 'meshroom-engine-'))
  onTestFinished(() => rm(root ?? '', { recursive: true, force: true }))
  await mkdir(join(root, 'products/siem'), { recursive: true })
  await writeFile(join(root, 'products/siem/hooks.ts'), text)
}

async function run(): Promise<void> {
  const opened = { ...mesh.open(), ...(root !== undefined && { root }) }
  await runPlan(opened, await planUp(opened), quick)
}

const kill = () => {
  mesh.disk.kill()
  return new Promise<never>(() => {})
}

const unheard = () => {
  throw new MeshroomError('HOOK_TIMEOUT', 'took longer than a minute')
}

/** Cuts the setup of the SIEM off, lets something happen, and says which of its hooks the next run calls. */
async function calledAfter(happens: () => void, how: () => unknown = kill): Promise<string[]> {
  befalls = how
  await Promise.race([mesh.disk.crashed(), run()])
  befalls = undefined
  mesh.calls.length = 0
  happens()
  await run()
  return mesh.calls.filter((call) => call.endsWith('my-siem'))
}

const nothing = () => {}

test.each([
  ['killed', kill],
  ['not heard of', unheard],
])('a setup that was %s is settled with the secrets that it began with, and by no others', async (_, how) => {
  expect(await calledAfter(nothing, how)).toEqual(['check my-siem'])
  mesh.instance('my-siem', 'siem', { url: 'https://other' })
  expect(await calledAfter(() => setSecrets({ KEY: 'second-value' }), how)).toEqual(['setup my-siem'])
  expect(JSON.stringify([...mesh.disk.files])).not.toMatch(/first-value|second-value/)
})

test('a secret that was set or unset since the setup was cut off is one that was changed', async () => {
  expect(await calledAfter(() => setSecrets({}))).toEqual(['setup my-siem'])
  mesh.instance('my-siem', 'siem', { url: 'https://other' })
  expect(await calledAfter(() => setSecrets({ KEY: 'first-value' }))).toEqual(['setup my-siem'])
})

test('a setup that began before secrets were noted, or where nobody can tell them, is not settled', async () => {
  const forget = () => {
    const [state] = mesh.states.values()
    if (state === undefined) throw new Error('nothing is recorded')
    const steps = state.steps.map(({ inputs: { secrets, ...inputs }, ...step }) => {
      expect(secrets).toHaveProperty(['instance.KEY'])
      return { ...step, inputs }
    })
    mesh.record({ ...state, steps })
  }
  expect(await calledAfter(forget, unheard)).toEqual(['setup my-siem'])
})

test.each([
  ["instance.secret('EXTRA')", { KEY: 'first-value', EXTRA: 'x' }, ['setup my-siem']],
  ["instance.secret('KEY')", { KEY: 'first-value' }, ['check my-siem']],
  ['instance.name', { KEY: 'first-value', EXTRA: 'x' }, ['check my-siem']],
])('a secret that no setting declares is not known, where code may read it: %s', async (code, secrets, expected) => {
  await codeOfSiem(`export const read = (instance) => ${code}\n`)
  setSecrets(secrets)
  expect(await calledAfter(nothing)).toEqual(expected)
})

test('a side is settled only where all of its checks say that they settle', async () => {
  checkedBy('looks', { settles: false })
  expect(await calledAfter(nothing)).toEqual(['setup my-siem'])
  checkedBy('looks', { settles: true })
  mesh.instance('my-siem', 'siem', { url: 'https://other' })
  expect(await calledAfter(nothing)).toEqual(['check my-siem', 'check my-siem'])
})

test('a secret that the setup has written itself makes no run of what is done, where the plug is up in part', async () => {
  befalls = () => setSecrets({ KEY: 'second-value' })
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, failing('HOOK_FAILED'))
  await run()
  expect(await causes(mesh)).toEqual(['setup my-edr: failed last time'])
})

test('where no check settles, no digest of a secret is asked for before the run is over', async () => {
  checkedBy('check', { settles: false })
  let asked = 0
  const opened = mesh.open()
  const digests = async () => {
    asked++
    return {}
  }
  const secrets = { ...opened.ports.secrets, digests }
  befalls = () => void expect(asked).toBe(0)
  const observed = { ...opened, ports: { ...opened.ports, secrets } }
  const report = await runPlan(observed, await planUp(observed), quick)
  expect(report.failed).toEqual([])
})
