import { beforeEach, expect, test } from 'vitest'
import { mortalMachine } from '../../test/crash/mortal-machine.ts'
import { causes, down, edrFeedsSiem, up } from '../../test/edr-feeds-siem.ts'
import { MemoryDisk } from '../../test/memory-disk.ts'
import type { FakeHook, TestMesh } from '../../test/test-mesh.ts'
import { listStatus } from '../mesh/list-status.ts'
import { planUp } from '../mesh/plan-up.ts'
import { settlePlan } from '../run/run-plan.ts'
import type { PlugState } from '../state/plug-state.ts'
import { type JournalEntry, parseEntry, renderEntry } from './journal-entry.ts'
import { openJournal } from './open-journal.ts'
import { replayJournal } from './replay-journal.ts'

const path = '/nowhere/.meshroom/journal/default.ndjson'
const stateFile = '/nowhere/state/default/my-edr/my-siem/events.json'
const plug = { source: 'a', destination: 'b', topic: 'events', mode: 'push' } as const
const state: PlugState = { version: 2, plug, status: 'partial', steps: [], outputs: {} }

const entry = (step: string, kind: JournalEntry['kind'] = 'begin'): JournalEntry => ({
  kind,
  run: 'r',
  step,
  plug,
  at: '2026-01-01T00:00:00.000Z',
  base: '',
  state,
})

test('entries that wait at the same time share one write and one sync', async () => {
  const disk = new MemoryDisk()
  const journal = openJournal(disk.open(), path)
  await Promise.all(Array.from({ length: 50 }, (_, index) => journal.add(entry(`s${index}`))))
  await journal.close()
  expect(disk.changes.map(({ call }) => call)).toEqual(['append', 'syncFolder', 'write', 'sync'])
  expect(replayJournal(disk.durable.get(path) ?? '').plugs.get('a/b/events/push')?.unsettled).toBe('s49')
})

test('after a write has failed nothing more is taken down', async () => {
  const disk = new MemoryDisk()
  const journal = openJournal(disk.open(), path)
  disk.fate = ({ call }) => (call === 'write' ? { code: 'ENOSPC', written: 7 } : 'made')
  await expect(journal.add(entry('one'))).rejects.toMatchObject({ code: 'JOURNAL_NOT_WRITTEN' })
  disk.fate = () => 'made'
  await expect(journal.add(entry('two'))).rejects.toMatchObject({ code: 'JOURNAL_NOT_WRITTEN' })
})

test('torn at any byte, a journal says what stood before', () => {
  const [first, second] = [renderEntry(entry('one', 'success')), renderEntry(entry('two'))]
  for (let length = first.length; length < first.length + second.length; length++) {
    const { plugs, damaged } = replayJournal((first + second).slice(0, length))
    expect(plugs.get('a/b/events/push')?.unsettled).toBeUndefined()
    expect(damaged).toBe(0)
  }
  expect(replayJournal(first + second).plugs.get('a/b/events/push')?.unsettled).toBe('two')
})

test('a line with a changed bit is not believed, and the others are', () => {
  const line = renderEntry(entry('one'))
  for (let at = 0; at < line.length - 1; at++) {
    const changed = line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ 1) + line.slice(at + 1)
    expect(parseEntry(changed.trimEnd())).toBeUndefined()
  }
  const { plugs, damaged } = replayJournal(`${line.replace('r', 's')}${renderEntry(entry('two', 'success'))}`)
  expect(damaged).toBe(1)
  expect(plugs.size).toBe(1)
  expect(replayJournal(`${renderEntry(entry('two', 'success'))}${line.replace('r', 's')}`).damaged).toBe(1)
})

let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
  mesh.machine = mortalMachine(mesh.disk)
})

/** A hook that has its effect, puts something out, and is the last thing that its process does. */
const dies: FakeHook = (_, put) => {
  put('intake', 'u-1')
  setImmediate(() => mesh.disk.kill())
  return new Promise(() => {})
}

async function killIn(hook: FakeHook): Promise<void> {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, hook)
  const crashed = mesh.disk.crashed()
  void up(mesh)
  await crashed
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  mesh.calls.length = mesh.events.length = 0
}

test('a step that was cut off runs again where its side has no check, and that is said', async () => {
  await killIn(dies)
  expect(await causes(mesh)).toEqual(['setup my-siem: interrupted last time', 'setup my-edr: new'])
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
  expect(mesh.events.filter(({ type }) => type === 'warning')).toEqual([
    expect.objectContaining({ code: 'LOCK_TAKEN_OVER' }),
    expect.objectContaining({ code: 'RUN_CUT_OFF', message: expect.stringContaining('events from my-edr to my-siem') }),
  ])
})

test('its check hook settles it: it is done, and what it had put out is known', async () => {
  await killIn(dies)
  mesh.hook('siem', 'check.consumer', { topic: 'events', settles: true }, () => ({ status: 'present' }))
  await up(mesh)
  expect(mesh.calls).toEqual(['check my-siem', 'setup my-edr'])
  expect(mesh.events.map(({ type }) => type)).toContain('step-settled')
  expect(mesh.inputs.at(-1)?.plug?.outputs).toEqual({ intake: 'u-1' })
})

test.each(['absent', 'changed', 'unknown'])('a check that says %s leaves it to run again', async (status) => {
  await killIn(dies)
  mesh.hook('siem', 'check.consumer', { topic: 'events', settles: true }, () => ({ status }))
  await up(mesh)
  expect(mesh.calls).toEqual(['check my-siem', 'setup my-siem', 'setup my-edr'])
})

test('a check that does not settle is not asked: what it finds may be of an earlier setup, or not all of this one', async () => {
  await killIn(dies)
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, () => ({ status: 'present' }))
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
})

test('a check is not asked where settings have changed since', async () => {
  mesh.hook('siem', 'check.consumer', { topic: 'events', settles: true }, () => ({ status: 'present' }))
  await killIn(dies)
  mesh.instance('my-siem', 'siem', { url: 'https://b' })
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
})

test('a state that others have changed since a run was cut off counts, and that is said', async () => {
  await up(mesh)
  const whole = mesh.disk.files.get(stateFile) ?? ''
  mesh.codeVersion = '2'
  await killIn(dies)
  mesh.codeVersion = '1'
  const [theirs] = [...mesh.states.values()]
  if (theirs === undefined) throw new Error('there is a state')
  mesh.record({ ...theirs, outputs: { theirs: true } })
  expect(mesh.disk.files.get(stateFile)).not.toBe(whole)
  const opened = mesh.open()
  await settlePlan(opened, await planUp(opened))
  expect(mesh.events).toContainEqual(expect.objectContaining({ message: expect.stringContaining('it counts') }))
  expect([...mesh.states.values()][0]?.outputs).toEqual({ theirs: true })
})

test('damage in the journal of a run that was cut off is told, and the journal kept', async () => {
  await killIn(dies)
  const whole = mesh.disk.files.get(path) ?? ''
  mesh.disk.put(path, whole.replaceAll('my-siem', 'my-sien'))
  await listStatus(mesh.open())
  expect(mesh.events).toContainEqual(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }))
  mesh.events.length = 0
  await down(mesh)
  expect(mesh.events).toContainEqual(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }))
  expect(mesh.disk.files.get('/nowhere/.meshroom/repair/default.ndjson')).toBe(whole.replaceAll('my-siem', 'my-sien'))
  expect(mesh.disk.files.has(path)).toBe(false)
})
