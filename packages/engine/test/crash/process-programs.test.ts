import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  callOf,
  type Ended,
  journaledSteps,
  type ProcessOperation,
  removeProject,
  runProcess,
  sayCall,
  siemHooks,
  toldSteps,
  writeProject,
} from './process-world.ts'
import { type RecordingTenant, recordingTenant } from './recording-tenant.ts'

/** More by `MESHROOM_PROCESS_PROGRAMS=3000`. */
const numRuns = Number(process.env.MESHROOM_PROCESS_PROGRAMS ?? (process.env.CI ? 300 : 60))

/** At a time: one more than the smallest machines have processors, as a program also waits for the disk and for kills. */
const lanes = 3

/** What a failure prints as `seed` and `path`: `MESHROOM_SEED=-139545 MESHROOM_PATH=12` runs that program alone. */
const { MESHROOM_SEED: seed, MESHROOM_PATH: path } = process.env
const replayed = { ...(seed !== undefined && { seed: Number(seed) }), ...(path !== undefined && { path }) }

const plugs = [
  ['a', 'x'],
  ['b', 'x'],
] as const

type Mishap =
  | { readonly what: 'killed at a change'; readonly at: number; readonly how: 'before' | 'torn' }
  | { readonly what: 'killed at a hook'; readonly call: number; readonly fate: 'silent before' | 'silent after' }
  | { readonly what: 'hook fails'; readonly call: number }

interface Act {
  readonly operation: ProcessOperation
  readonly mishap: Mishap | undefined
}

interface Program {
  readonly acts: readonly Act[]
  /** What is run next, undisturbed: `up` must go on from there, and `down` must know of everything that was begun. */
  readonly next: 'up' | 'down'
}

const mishaps = fc.oneof(
  fc.record({
    what: fc.constant('killed at a change'),
    at: fc.integer({ min: 0, max: 70 }),
    how: fc.constantFrom('before', 'torn'),
  }),
  fc.record({
    what: fc.constant('killed at a hook'),
    call: fc.nat(5),
    fate: fc.constantFrom('silent before', 'silent after'),
  }),
  fc.record({ what: fc.constant('hook fails'), call: fc.nat(5) }),
) as fc.Arbitrary<Mishap>

const operations = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ type: 'up' }) },
  { weight: 2, arbitrary: fc.constant({ type: 'down' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('configure'),
      instance: fc.constantFrom('a', 'b', 'x'),
      version: fc.constantFrom('v2', 'v3'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...plugs).map(([source, destination]) => ({ type: 'unplug', source, destination })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(siemHooks.renamed, siemHooks.first)
      .map((text) => ({ type: 'write', file: siemHooks.file, text })),
  },
) as fc.Arbitrary<ProcessOperation>

const acts = fc.array(fc.record({ operation: operations, mishap: fc.option(mishaps, { nil: undefined }) }), {
  minLength: 1,
  maxLength: 3,
})

const programs: fc.Arbitrary<Program> = fc.record({ acts, next: fc.constantFrom('up', 'up', 'up', 'down') })

const counts = new Map<string, number>()
const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)

test('random programs through real processes: whatever is killed or fails, up converges, repeats nothing done, and down takes all of it away', async () => {
  const lane = () =>
    fc.assert(
      fc.asyncProperty(programs, async (program) => {
        count('programs')
        expect(await faultsOf(program)).toEqual([])
      }),
      { numRuns: Math.ceil(numRuns / lanes), endOnFailure: true, ...replayed },
    )
  await Promise.all(Array.from({ length: lanes }, lane))
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  console.info(sorted.map(([what, times]) => `${what}: ${times}`).join(', '))
  const troubled = counts.get('programs with a kill or a failing hook') ?? 0
  if (path === undefined) expect(troubled / (counts.get('programs') ?? 0)).toBeGreaterThanOrEqual(0.3)
}, 1_200_000)

test.each([
  ['changes', []],
  ['changes, as does the name of its hook', [{ type: 'write', file: siemHooks.file, text: siemHooks.renamed }]],
] as const)('what a killed setup made goes when the setting that names it %s', async (_, edits) => {
  const cut = { what: 'killed at a hook', call: 0, fate: 'silent after' } as const
  const configure = { type: 'configure', instance: 'x', version: 'v2' } as const
  const acts = [configure, ...edits].map((operation) => ({ operation, mishap: undefined }))
  expect(await faultsOf({ acts: [{ operation: { type: 'up' }, mishap: cut }, ...acts], next: 'up' })).toEqual([])
})

test('were the beginning of a step not noted, these programs would say so', async () => {
  const cut: Act = {
    operation: { type: 'up' },
    mishap: { what: 'killed at a hook', call: 0, fate: 'silent after' },
  }
  const program = { acts: [cut], next: 'down' } as const
  expect(await faultsOf(program)).toEqual([])
  const faults = await faultsOf(program, { CRASH_WITHOUT_BEGIN: '1' })
  expect(faults).toContainEqual(expect.stringMatching(/^down leaves x\/[ab]>x\/0@v1$/))
})

async function faultsOf({ acts, next }: Program, env: Env = {}): Promise<string[]> {
  await using tenant = await recordingTenant()
  const root = await writeProject(tenant, plugs)
  try {
    const { faults, done } = await obey({ root, tenant, env }, acts)
    return [...faults, ...(await settle({ root, tenant, env }, { next, done })), ...tenant.broken]
  } finally {
    await removeProject(root)
  }
}

type Env = Readonly<Record<string, string>>

interface Place {
  readonly root: string
  readonly tenant: RecordingTenant
  readonly env: Env
}

/** @returns what is not as it should be, and the calls that must not be made again */
async function obey(place: Place, acts: readonly Act[]) {
  const { root, tenant } = place
  const faults: string[] = []
  let done = new Set<string>()
  let outdated = new Set<string>()
  let befell = false
  for (const { operation, mishap } of acts) {
    tenant.calls.length = 0
    const ended = await act(place, { operation, mishap })
    befell ||= ended.signal === 'SIGKILL' || ended.code === 1
    if (ended.code === 2) faults.push(`${operation.type}: ${JSON.stringify(ended.events)} ${ended.stderr}`)
    if (operation.type === 'up' && done.size > 0) faults.push(...repeated(tenant, done))
    // What was done with the settings of then is rightly done again with those of now.
    if (operation.type !== 'up') outdated = new Set(await journaledSteps(root))
    done = operation.type === 'up' && ended.signal === 'SIGKILL' ? await doneCalls(root, ended, outdated) : new Set()
  }
  if (befell) count('programs with a kill or a failing hook')
  return { faults, done }
}

/** Down where it comes first, then up, up again, and down: in one process. */
async function settle(
  { root, tenant, env }: Place,
  { next, done }: { readonly next: Program['next']; readonly done: ReadonlySet<string> },
): Promise<string[]> {
  const mark = { type: 'mark', url: tenant.url } as const
  const [up, down] = [{ type: 'up' }, { type: 'down' }] as const
  tenant.calls.length = tenant.marks.length = 0
  const first = next === 'down' ? [down, mark] : []
  const ended = await runProcess(root, [...first, up, mark, up, mark, down], { env })
  const [isUp, again] = tenant.marks.slice(-2)
  const isDown = next === 'down' ? tenant.marks[0] : undefined
  return [
    ...(ended.code === 0 ? [] : [`settling exits ${ended.code}: ${JSON.stringify(ended.events)} ${ended.stderr}`]),
    ...[...(isDown?.things.keys() ?? []), ...tenant.things.keys()].map((thing) => `down leaves ${thing}`),
    ...(isUp?.calls === again?.calls ? [] : ['a second up asks the tenant']),
    ...(next === 'up' ? repeated({ calls: tenant.calls.slice(0, isUp?.calls) }, done) : []),
    ...unfinished(isUp?.things ?? new Map()),
  ]
}

/** Every plug that has something has all of it, and of one version an instance: what was replaced is gone. */
function unfinished(things: ReadonlyMap<string, string>): string[] {
  const found = plugs.filter(([source, destination]) =>
    [...things.keys()].some((thing) => thing.includes(`/${source}>${destination}/`)),
  )
  const wanted = found.flatMap(([source, destination]) => {
    const plug = `${source}>${destination}`
    return [`${destination}/${plug}/0`, `${source}/${plug}/0`, `${source}/${plug}/1`]
  })
  const there = new Set([...things.keys()].map((thing) => thing.replace(/@.*/, '')))
  return [
    ...wanted.filter((thing) => !there.has(thing)).map((thing) => `up lacks ${thing}`),
    ...['a', 'b', 'x'].filter((name) => versionsOf(things, name) > 1).map((name) => `${name} is of two versions`),
  ]
}

function versionsOf(things: ReadonlyMap<string, string>, instance: string): number {
  return new Set([...things].filter(([thing]) => thing.startsWith(`${instance}/`)).map(([, version]) => version)).size
}

function repeated({ calls }: Pick<RecordingTenant, 'calls'>, done: ReadonlySet<string>): string[] {
  return calls
    .map(sayCall)
    .filter((call) => done.has(call))
    .map((call) => `${call} is repeated`)
}

async function doneCalls(root: string, ended: Ended, outdated: ReadonlySet<string>): Promise<Set<string>> {
  const journaled = (await journaledSteps(root)).filter((step) => !outdated.has(step))
  return new Set([...toldSteps(ended.events), ...journaled].map(callOf))
}

async function act({ root, tenant, env }: Place, { operation, mishap }: Act): Promise<Ended> {
  let kill: () => void = () => {}
  tenant.fate = () => {
    if (mishap === undefined || !('call' in mishap) || tenant.calls.length - 1 !== mishap.call) return 'done'
    count(mishap.what)
    if (mishap.what === 'hook fails') return 'refused'
    setImmediate(kill)
    return mishap.fate
  }
  // A person's own edit is made, or is not.
  const crash = mishap?.what === 'killed at a change' &&
    operation.type !== 'write' && { CRASH_AT: String(mishap.at), CRASH_HOW: mishap.how }
  const ended = await runProcess(root, [operation], {
    env: { ...env, ...crash },
    onStart: (child) => {
      kill = () => void child.kill('SIGKILL')
    },
  })
  if (mishap?.what === 'killed at a change' && ended.signal === 'SIGKILL') count(mishap.what)
  tenant.fate = () => 'done'
  return ended
}
