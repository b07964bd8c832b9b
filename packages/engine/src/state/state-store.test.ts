import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PlugRef } from '../plan/plan.ts'
import { canonicalJson } from './canonical-json.ts'
import { listEnvironments } from './list-environments.ts'
import { openStateStore } from './open-state-store.ts'
import { parseState } from './parse-state.ts'
import type { PlugState, RecordedStep } from './plug-state.ts'
import { checksumOf, renderState } from './render-state.ts'
import { plugOfStateFile, stateFile } from './state-file.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'meshroom-state-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const events: PlugRef = { source: 'edr', destination: 'siem', topic: 'events', mode: 'push' }

const step: RecordedStep = {
  side: 'destination',
  role: 'consumer',
  product: 'siem',
  instance: 'siem',
  target: 'edr',
  hook: 'products/siem/setup.ts#intake',
  outcome: 'done',
  at: '2026-01-01T00:00:00.000Z',
  inputs: {
    format: 'cef',
    instance: { url: 'https://a', deep: { list: [1, null, 'ü'] } },
    peer: {},
    plug: { rate: 5 },
    integration: {
      topic: 'events',
      role: 'consumer',
      mode: 'push',
      ownsBoth: true,
      manifest: { uuid: 'x' },
      file: 'products/siem/integrations/edr/events_consumer.yaml',
    },
    definition: 'd',
    code: 'c',
  },
}

const state = (plug: PlugRef = events): PlugState => ({
  version: 2,
  plug,
  status: 'up',
  format: 'cef',
  steps: [step],
  outputs: { intake_uuid: 'u', nested: { a: [true] } },
})

const store = () => openStateStore({ root, environment: 'default' })

test('what was written is read back, and is a small file that people can review', async () => {
  await store().write(state())
  expect(await store().read(events)).toEqual(state())
  expect(await readFile(join(root, 'state/default/edr/siem/events.json'), 'utf8')).toMatch(
    /^\{\n {2}"version": 2,\n {2}"checksum": "[0-9a-f]{64}",\n/,
  )
})

test('push and pull of one topic are two states, and a topic may end in _pull', async () => {
  const plugs: PlugRef[] = [events, { ...events, mode: 'pull' }, { ...events, topic: 'a_pull', mode: 'pull' }]
  for (const plug of plugs) await store().write(state(plug))
  const { states, problems } = await store().readAll()
  expect(problems).toEqual([])
  expect(states.map(({ plug }) => plug)).toEqual([plugs[2], plugs[1], plugs[0]])
})

test('removing the last state of a folder removes the folder', async () => {
  await store().write(state())
  await store().remove(events)
  await store().remove(events)
  expect(await readdir(join(root, 'state'))).toEqual([])
})

test('environments are apart, and what pull remembers is none', async () => {
  await store().write(state())
  await openStateStore({ root, environment: 'staging' }).write(state())
  await mkdir(join(root, 'state/pull'))
  expect(await listEnvironments(root)).toEqual(['default', 'staging'])
  expect((await openStateStore({ root, environment: 'other' }).readAll()).states).toEqual([])
})

test('a state that cannot be read is a problem of its plug alone, and says how to mend it', async () => {
  await store().write(state())
  const file = 'state/default/edr/tip/events.json'
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), '{"version":1,"plug"')
  const { states, problems } = await store().readAll()
  expect(states).toHaveLength(1)
  expect(problems).toEqual([
    {
      plug: { ...events, destination: 'tip' },
      diagnostic: expect.objectContaining({
        code: 'STATE_UNREADABLE',
        file,
        hint: 'meshroom state repair',
      }),
    },
  ])
  await expect(store().read({ ...events, destination: 'tip' })).rejects.toMatchObject({
    code: 'STATE_UNREADABLE',
    file,
  })
})

test('a state of a newer version is not guessed at', () => {
  const text = JSON.stringify({ ...state(), version: 3 })
  expect(parseState(text, { file: 'f', expected: events })).toMatchObject({ problem: { code: 'STATE_TOO_NEW' } })
})

test('a state of another plug, as after a wrong copy, is not believed', () => {
  const parsed = parseState(renderState(state({ ...events, source: 'other' })), { file: 'f', expected: events })
  expect(parsed).toMatchObject({ problem: { message: expect.stringContaining('file name') } })
})

test('a folder where the state should be is an error with a next step, and a full disk loses nothing', async () => {
  await mkdir(join(root, 'state/default/edr/siem/events.json'), { recursive: true })
  await expect(store().write(state())).rejects.toMatchObject({
    code: 'STATE_NOT_WRITTEN',
    file: 'state/default/edr/siem/events.json',
  })
  expect(await readdir(join(root, 'state/default/edr/siem'))).toEqual(['events.json'])
})

test('truncated at any byte a state is a problem, never half a state', () => {
  const text = renderState(state()).trimEnd()
  for (let length = 0; length < text.length; length++)
    expect(parseState(text.slice(0, length), { file: 'f', expected: events })).toHaveProperty('problem')
})

test('with any one bit of it flipped a state is a problem, or still the same', () => {
  const bytes = Buffer.from(renderState(state()))
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const parsed = parseState(flipped.toString('utf8'), { file: 'f', expected: events })
    if ('state' in parsed) expect(parsed.state).toEqual(state())
  }
})

test('a state of the first version is read, and written as one of today', async () => {
  const first = { ...state(), version: 1 }
  const parsed = parseState(JSON.stringify(first), { file: 'f', expected: events })
  expect(parsed).toEqual({ state: state() })
})

test('whatever stands in a state file, reading it says a state or a problem', () => {
  const valid = JSON.parse(JSON.stringify(state()))
  const mutated = fc
    .tuple(fc.constantFrom(...pathsIn(valid)), fc.jsonValue())
    .map(([path, value]) => signed(setAt(structuredClone(valid), path, value)))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), mutated), (text) => {
      const parsed = parseState(text, { file: 'f', expected: events })
      if ('problem' in parsed) return
      expect(parsed.state.steps.every(({ inputs }) => typeof inputs.code === 'string')).toBe(true)
      expect(parsed.state.plug).toEqual(expect.objectContaining(events))
    }),
    { numRuns: 2_000 },
  )
})

/** As somebody would write it who knows how the checksum is made. */
function signed(value: unknown): string {
  return JSON.stringify({ ...(value as object), checksum: checksumOf(value as Record<string, unknown>) })
}

type Path = readonly (string | number)[]

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value) ? value.map((each, index) => [index, each] as const) : Object.entries(value)
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, each]) => pathsIn(each, [...path, key]))]
}

function setAt(target: Record<string | number, unknown>, [key = '', ...rest]: Path, value: unknown): unknown {
  if (rest.length === 0) target[key] = value
  else setAt(target[key] as Record<string | number, unknown>, rest, value)
  return target
}

test('the path of a state names its plug', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/)
  const plug = fc.record({
    source: name,
    destination: name,
    topic: name.filter((topic) => !topic.endsWith('_pull')),
    mode: fc.constantFrom('push', 'pull'),
  })
  fc.assert(
    fc.property(plug, (each) => {
      expect(plugOfStateFile('prod', stateFile('prod', each))).toEqual(each)
    }),
  )
})

test('equal values have equal canonical JSON, whatever the order of their keys', () => {
  const shuffled = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, each]) => [key, shuffled(each)]),
        )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))
    }),
  )
})
