import { readFile } from 'node:fs/promises'
import {
  ageDrafts,
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

/** Something that is done to a project, to be cut off or to fail anywhere. */
export interface Scenario {
  readonly before: readonly ProcessOperation[]
  readonly act: readonly ProcessOperation[]
  /** What is remembered to be quick is written alike by all: here its writes are cut off too. */
  readonly caches?: true
  /** Codes by which the act says, when it is repeated, that it is done already. */
  readonly already?: readonly string[]
}

const [up, down] = [{ type: 'up' }, { type: 'down' }] as const
const [stateFile, damaged] = ['state/default/a/b/events.json', '{ "version": 2, "plug"']

/** Runs of the mesh: hooks are called. */
export const runs: Readonly<Record<string, Scenario>> = {
  up: { before: [], act: [up], caches: true },
  down: { before: [up], act: [down] },
  'configure, up': { before: [up], act: [{ type: 'configure', instance: 'b', version: 'v2' }, up] },
  'unplug, up': { before: [up], act: [{ type: 'unplug', source: 'a', destination: 'b' }, up] },
  'remove, up': { before: [up], act: [{ type: 'remove', instance: 'b' }, up] },
}

/** Edits, and what is done to records of runs: no hook is called. */
export const edits: Readonly<Record<string, Scenario>> = {
  configure: { before: [], act: [{ type: 'configure', instance: 'b', version: 'v2' }] },
  add: {
    before: [],
    act: [{ type: 'add', product: 'siem', name: 'c', url: 'http://127.0.0.1' }],
    already: ['INSTANCE_EXISTS'],
  },
  remove: { before: [], act: [{ type: 'remove', instance: 'b' }] },
  plug: {
    before: [{ type: 'unplug', source: 'a', destination: 'b' }],
    act: [{ type: 'plug', source: 'a', destination: 'b' }],
    already: ['PLUG_EXISTS'],
  },
  unplug: { before: [], act: [{ type: 'unplug', source: 'a', destination: 'b' }] },
  'create product': { before: [], act: [{ type: 'create product', name: 'soar' }], already: ['PRODUCT_EXISTS'] },
  'create integration': {
    before: [],
    act: [{ type: 'create integration', product: 'edr', target: 'siem' }],
    already: ['INTEGRATION_EXISTS'],
    caches: true,
  },
  trust: { before: [], act: [{ type: 'trust' }] },
  'state adopt': { before: [], act: [{ type: 'adopt' }] },
  'state forget': { before: [up], act: [{ type: 'forget' }] },
  'state repair, of what git has': {
    before: [up, { type: 'commit' }, { type: 'write', file: stateFile, text: damaged }],
    act: [{ type: 'repair' }],
  },
  'state repair, of what git has not': {
    before: [up, { type: 'write', file: stateFile, text: damaged }],
    act: [{ type: 'repair' }],
  },
}

/** A project as it is before the act, and what came of the act undisturbed. */
export interface Stage {
  readonly scenario: Scenario
  readonly tenant: RecordingTenant
  readonly template: string
  readonly things: ReadonlyMap<string, string>
  readonly before: Readonly<Record<string, string>>
  readonly changes: readonly string[]
  /** What the act changed by no call that is traced. */
  readonly untraced: readonly string[]
  readonly calls: number
  readonly files: Readonly<Record<string, string>>
  readonly after: ReadonlyMap<string, string>
}

/** Each stage has a tenant of its own, as a project names its tenant. */
async function stageScenario(scenario: Scenario): Promise<Stage> {
  const tenant = await recordingTenant()
  const template = await writeProject(tenant)
  const run = async (root: string, operations: readonly ProcessOperation[], env = {}) => {
    const { code, events, stderr } = await runProcess(root, operations, { env })
    if (code !== 0) throw new Error(`exit ${code}: ${JSON.stringify(events)} ${stderr}`)
  }
  // What is remembered to be quick is no part of this; a plan without a step leaves the rest of it alone.
  await run(template, [...scenario.before.slice(0, 1), down])
  tenant.things.clear()
  if (scenario.before.length > 0) await run(template, scenario.before)
  const things = new Map(tenant.things)
  tenant.calls.length = 0
  const copy = await copyProject(template)
  const [trace, untraced] = [`${copy}.trace`, `${copy}.untraced`]
  await run(copy, scenario.act, { CRASH_TRACE: trace, CRASH_UNTRACED: untraced })
  const stage = {
    scenario,
    tenant,
    template,
    things,
    before: await readProject(template),
    changes: await readLines(trace),
    untraced: await readLines(untraced),
    calls: tenant.calls.length,
    files: await readProject(copy),
    after: new Map(tenant.things),
  }
  for (const path of [copy, trace, untraced]) await removeProject(path)
  return stage
}

async function readLines(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
}

export async function leaveStages(stages: readonly Stage[]): Promise<void> {
  for (const { tenant, template } of stages) {
    await removeProject(template)
    await tenant[Symbol.asyncDispose]()
  }
}

/** The changes that are to be cut off or fail, with their numbers. */
export function changesOf({ scenario, changes }: Stage): readonly (readonly [at: number, change: string])[] {
  const isCache = (change: string) => / \.(?:meshroom\/cache|cache)\//.test(change)
  return [...changes.entries()].filter(([, change]) => scenario.caches || !isCache(change))
}

/** A disturbed run of the act, and what it left. */
export interface Disturbed extends Ended {
  readonly root: string
}

/**
 * Does the act disturbed, then again undisturbed.
 *
 * @returns what is not as it should be
 */
export async function repeatAfter(
  stage: Stage,
  disturb: (root: string) => Promise<Ended>,
  judge: (disturbed: Disturbed) => readonly string[] | Promise<readonly string[]>,
): Promise<string[]> {
  const { tenant, template, things, scenario } = stage
  const root = await copyProject(template)
  tenant.things.clear()
  for (const [thing, value] of things) tenant.things.set(thing, value)
  tenant.calls.length = tenant.broken.length = 0
  try {
    const ended = await disturb(root)
    const judged = await judge({ ...ended, root })
    const done = new Set([...(await doneSteps(root, ended))].map(callOf))
    tenant.calls.length = 0
    await ageDrafts(root)
    const again = await runProcess(root, scenario.act)
    const isDone = again.events.some(({ type, code }) => type === 'error' && scenario.already?.includes(code ?? ''))
    return [
      ...judged,
      ...(again.code === 0 || isDone
        ? []
        : [`the next run exits ${again.code}: ${JSON.stringify(again.events)} ${again.stderr}`]),
      ...tenant.calls
        .map(sayCall)
        .filter((call) => done.has(call))
        .map((call) => `repeats ${call}`),
      ...tenant.broken,
      ...differences('the project', stage.files, withoutLock(scenario, await readProject(root))),
      ...differences('the tenant', Object.fromEntries(stage.after), Object.fromEntries(tenant.things)),
    ]
  } finally {
    await removeProject(root)
  }
}

/** An edit that finds itself done takes no lock, and leaves that of a process that is gone to the next command. */
function withoutLock({ act }: Scenario, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isLock = (file: string) => /^\.meshroom\/lock\/(?:project|pins)\.json$/.test(file)
  const others = () => Object.fromEntries(Object.entries(files).filter(([file]) => !isLock(file)))
  return act.some(({ type }) => type === 'up' || type === 'down') ? files : others()
}

/** @returns which files, or things of a tenant, are not as wanted */
export function differences(
  what: string,
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
  return names
    .filter((name) => wanted[name] !== found[name])
    .map((name) => `${what}: ${name} is ${found[name] ?? 'missing'}, not ${wanted[name] ?? 'missing'}`)
}

/** Two at a time. */
const lanes = 2

/** Stages a scenario as often as something is done in it at the same time. */
export async function stageLanes(scenario: Scenario): Promise<readonly Stage[]> {
  const stages: Stage[] = []
  for (let lane = 0; lane < lanes; lane++) stages.push(await stageScenario(scenario))
  return stages
}

/** Does it for each case, on all stages at the same time. @returns what is not as it should be */
export async function tryAll<Case>(
  stages: readonly Stage[],
  cases: readonly Case[],
  attempt: (stage: Stage, each: Case) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults = stages.map(async (stage, lane) => {
    const found: string[] = []
    for (const each of cases.filter((_, index) => index % stages.length === lane))
      found.push(...(await attempt(stage, each)))
    return found
  })
  return (await Promise.all(faults)).flat()
}
