import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Program, programs, troublesOf } from './program.ts'
import { World } from './world.ts'

/** More by `MESHROOM_PROGRAMS=50000`. */
const numRuns = Number(process.env.MESHROOM_PROGRAMS ?? 5_000)

/** What a failure prints as `seed` and `path`: `MESHROOM_SEED=-139545 MESHROOM_PATH=12` runs that program alone. */
const { MESHROOM_SEED: seed, MESHROOM_PATH: path } = process.env
const replayed = { ...(seed !== undefined && { seed: Number(seed) }), ...(path !== undefined && { path }) }

/** Runs a program to its end, then up twice and down: throws where a law is broken. */
async function obeysTheLaws(program: Program, options?: { readonly withoutBegin: boolean }): Promise<World> {
  const world = new World(program, options)
  for (const operation of program.operations) await world.operate(operation)
  await world.settle('up')
  expect(Object.fromEntries(world.tenant.things)).toEqual(Object.fromEntries(world.wanted()))
  expect(await world.settle('up')).toBe(0)
  expect([...world.mesh.states.values()].filter(({ status }) => status !== 'up')).toEqual([])
  expect([...world.mesh.disk.files.keys()].filter((path) => !/\/state\/.*\.json$/.test(path))).toEqual([])
  await world.settle('down')
  expect([...world.tenant.things]).toEqual([])
  expect([...world.mesh.disk.files]).toEqual([])
  expect(world.broken).toEqual([])
  return world
}

test('random programs with crashes of the process and of the machine: what was begun is never lost, what was done never repeated', async () => {
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const troubles = troublesOf(program)
      for (const trouble of troubles.length === 0 ? ['no trouble'] : troubles) count(trouble)
      const { replacings } = await obeysTheLaws(program)
      if (replacings > 0) count('something replaced')
    }),
    { numRuns, ...replayed },
  )
  const share = (count: number) => `${((100 * count) / numRuns).toFixed(0)} %`
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  console.info(`${numRuns} programs: ${sorted.map(([what, count]) => `${what} ${share(count)}`).join(', ')}`)
  if (path === undefined) expect((counts.get('no trouble') ?? 0) / numRuns).toBeLessThan(0.7)
  if (path === undefined) expect((counts.get('something replaced') ?? 0) / numRuns).toBeGreaterThan(0.05)
}, 240_000)

test('were the beginning of a step not noted, this suite would say so', async () => {
  const found = await fc.check(
    fc.asyncProperty(programs, async (program) => void (await obeysTheLaws(program, { withoutBegin: true }))),
    { numRuns: 2_000, endOnFailure: true },
  )
  expect(found.failed).toBe(true)
}, 60_000)
