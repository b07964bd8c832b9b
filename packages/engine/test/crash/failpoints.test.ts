import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  callOf,
  copyProject,
  doneSteps,
  type Ended,
  type ProcessOperation,
  readProject,
  removeProject,
  runProcess,
  sayCall,
  writeProject,
} from './process-world.ts'
import { type RecordingTenant, recordingTenant } from './recording-tenant.ts'

/*
 * A process is killed at every change that it makes to a file of its project, found by watching it, and at every call of a hook; the same command
 * then brings everything to where a run that nobody disturbed would have.
 */

interface Scenario {
  readonly before: readonly ProcessOperation[]
  readonly act: readonly ProcessOperation[]
}

const scenarios: Readonly<Record<string, Scenario>> = {
  up: { before: [], act: [{ type: 'up' }] },
  down: { before: [{ type: 'up' }], act: [{ type: 'down' }] },
  'configure, up': {
    before: [{ type: 'up' }],
    act: [{ type: 'configure', instance: 'b', version: 'v2' }, { type: 'up' }],
  },
  'unplug, up': { before: [{ type: 'up' }], act: [{ type: 'unplug', source: 'a', destination: 'b' }, { type: 'up' }] },
}

/** A project as it is before the act, and what came of the act undisturbed. */
interface Stage {
  readonly tenant: RecordingTenant
  readonly template: string
  readonly things: ReadonlyMap<string, string>
  readonly changes: readonly string[]
  readonly calls: number
  readonly files: Readonly<Record<string, string>>
  readonly after: ReadonlyMap<string, string>
}

/** Two at a time: each has a tenant of its own, as a project names its tenant. */
const lanes = 2

describe.each(Object.entries(scenarios))('%s', (_, { before, act }) => {
  const stages: Stage[] = []

  beforeAll(async () => {
    for (let lane = 0; lane < lanes; lane++) stages.push(await prepare({ before, act }))
  }, 60_000)

  afterAll(async () => {
    for (const { tenant, template } of stages) {
      await removeProject(template)
      await tenant[Symbol.asyncDispose]()
    }
  })

  test('every file that the run changes has a failpoint', async () => {
    const [stage] = stages
    if (stage === undefined) throw new Error('there is a stage')
    const was = await readProject(stage.template)
    const names = new Set([...Object.keys(was), ...Object.keys(stage.files)])
    const changed = [...names].filter((file) => was[file] !== stage.files[file])
    for (const file of changed)
      expect(
        stage.changes.some((change) => change.endsWith(` ${file}`)),
        file,
      ).toBe(true)
    for (const part of ['lock/project.json', 'journal/default.ndjson', 'state/default/'])
      expect(
        stage.changes.some((change) => change.includes(part)),
        part,
      ).toBe(true)
  })

  test('killed at any of them, and at any call of a hook, the same command converges and repeats nothing that is done', async () => {
    const [first] = stages
    if (first === undefined) throw new Error('there is a stage')
    const kills = [
      ...first.changes.map((change, at): Kill => ({ name: `before ${at} ${change}`, at, how: 'before' })),
      ...first.changes.flatMap((change, at): Kill[] =>
        change.startsWith('write') ? [{ name: `in the middle of ${at} ${change}`, at, how: 'torn' }] : [],
      ),
      ...Array.from({ length: first.calls }, (_, call): Kill[] => [
        { name: `when the tenant is asked, ${call}`, call, fate: 'silent before' },
        { name: `when the tenant has done it, ${call}`, call, fate: 'silent after' },
      ]).flat(),
    ]
    const faults: string[] = []
    await Promise.all(
      stages.map(async (stage, lane) => {
        for (const kill of kills.filter((_, index) => index % lanes === lane))
          faults.push(...(await killAndRepeat(stage, act, kill)).map((fault) => `${kill.name}: ${fault}`))
      }),
    )
    console.info(`${kills.length} kills`)
    expect(faults).toEqual([])
  }, 240_000)
})

type Kill = { readonly name: string } & (
  | { readonly at: number; readonly how: 'before' | 'torn' }
  | { readonly call: number; readonly fate: 'silent before' | 'silent after' }
)

async function prepare({ before, act }: Scenario): Promise<Stage> {
  const tenant = await recordingTenant()
  const template = await writeProject(tenant)
  // What is remembered to be quick is no part of this; a plan without a step leaves the rest of it alone.
  await runProcess(template, [...before, { type: 'down' }])
  tenant.things.clear()
  if (before.length > 0) await runProcess(template, before)
  const things = new Map(tenant.things)
  tenant.calls.length = 0
  const copy = await copyProject(template)
  const trace = `${copy}.trace`
  const { code, stderr } = await runProcess(copy, act, { env: { CRASH_TRACE: trace } })
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`)
  const changes = (await readFile(trace, 'utf8')).trimEnd().split('\n')
  const stage = {
    tenant,
    template,
    things,
    changes,
    calls: tenant.calls.length,
    files: await readProject(copy),
    after: new Map(tenant.things),
  }
  await removeProject(copy)
  await removeProject(trace)
  return stage
}

/** @returns what is not as it should be */
async function killAndRepeat(stage: Stage, act: readonly ProcessOperation[], kill: Kill): Promise<string[]> {
  const { tenant, template, things } = stage
  const root = await copyProject(template)
  tenant.things.clear()
  for (const [thing, value] of things) tenant.things.set(thing, value)
  tenant.calls.length = 0
  try {
    const killed = await runAndKill(root, act, { tenant, kill })
    const done = new Set([...(await doneSteps(root, killed))].map(callOf))
    tenant.calls.length = 0
    const again = await runProcess(root, act)
    return [
      ...(killed.signal === 'SIGKILL' ? [] : [`was not killed: exit ${killed.code} ${killed.stderr}`]),
      ...(again.code === 0
        ? []
        : [`the next run exits ${again.code}: ${JSON.stringify(again.events)} ${again.stderr}`]),
      ...tenant.calls
        .map(sayCall)
        .filter((call) => done.has(call))
        .map((call) => `repeats ${call}`),
      ...differences('the project', stage.files, await readProject(root)),
      ...differences('the tenant', Object.fromEntries(stage.after), Object.fromEntries(tenant.things)),
    ]
  } finally {
    await removeProject(root)
  }
}

async function runAndKill(
  root: string,
  act: readonly ProcessOperation[],
  { tenant, kill }: { readonly tenant: RecordingTenant; readonly kill: Kill },
): Promise<Ended> {
  if ('at' in kill) return runProcess(root, act, { env: { CRASH_AT: String(kill.at), CRASH_HOW: kill.how } })
  let end: () => void = () => {}
  tenant.fate = () => {
    if (tenant.calls.length - 1 !== kill.call) return 'done'
    setImmediate(end)
    return kill.fate
  }
  const ended = await runProcess(root, act, {
    onStart: (child) => {
      end = () => void child.kill('SIGKILL')
    },
  })
  tenant.fate = () => 'done'
  return ended
}

function differences(
  what: string,
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
  return names
    .filter((name) => wanted[name] !== found[name])
    .map((name) => `${what}: ${name} is ${found[name] ?? 'missing'}, not ${wanted[name] ?? 'missing'}`)
}

describe('a disk that fails while a manifest is written', () => {
  test.each([
    ['ENOSPC', 'before'],
    ['EACCES', 'before'],
    ['ENOSPC', 'torn'],
  ])(
    '%s (%s): the old bytes or the new, an exit code, and an error that says so',
    async (fault, how) => {
      await using tenant = await recordingTenant()
      const root = await writeProject(tenant)
      try {
        const act = [{ type: 'configure', instance: 'b', version: 'v2' }] as const
        const file = 'instances/siem/b/config.yaml'
        const old = await readFile(join(root, file), 'utf8')
        const trace = `${root}.trace`
        const first = await copyProject(root)
        await runProcess(first, act, { env: { CRASH_TRACE: trace } })
        await removeProject(first)
        const changes = (await readFile(trace, 'utf8')).trimEnd().split('\n')
        await removeProject(trace)
        let refused = 0
        for (const at of changes.keys()) {
          const copy = await copyProject(root)
          const { code, events } = await runProcess(copy, act, {
            env: { CRASH_AT: String(at), CRASH_FAULT: fault, CRASH_HOW: how },
          })
          const text = await readFile(join(copy, file), 'utf8')
          await removeProject(copy)
          expect([old, old.replace('v1', 'v2')], changes[at]).toContain(text)
          if (code === 0) continue
          refused++
          expect(events).toContainEqual(
            expect.objectContaining({ type: 'error', message: expect.stringContaining(fault) }),
          )
          expect(text, changes[at]).toBe(old)
        }
        expect(refused).toBeGreaterThan(4)
      } finally {
        await removeProject(root)
      }
    },
    60_000,
  )
})
