import { MeshroomError } from '@meshroom/model'
import { beforeEach, expect, test } from 'vitest'
import { causes, down, edrFeedsSiem, up } from '../../test/edr-feeds-siem.ts'
import type { TestMesh } from '../../test/test-mesh.ts'
import { checkPlugs } from './check-plugs.ts'

let mesh: TestMesh
let answer: unknown
beforeEach(() => {
  mesh = edrFeedsSiem()
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, () => answer)
})

const key = 'my-edr/my-siem/events/push'

test('a tenant that has what was set up: nothing to do', async () => {
  await up(mesh)
  answer = { status: 'present' }
  expect(await checkPlugs(mesh.open())).toMatchObject([
    { side: 'destination', instance: 'my-siem', status: 'present' },
    { side: 'source', instance: 'my-edr', status: 'unchecked', detail: 'edr has no check hook' },
  ])
  expect(await causes(mesh)).toEqual([])
})

test.each([
  [{ status: 'absent' }, 'drifted: absent'],
  [{ status: 'changed', detail: 'the port is 515' }, 'drifted: changed, the port is 515'],
])('drift %j is told, kept, and mended by up', async (found, cause) => {
  await up(mesh)
  answer = found
  expect((await checkPlugs(mesh.open()))[0]).toMatchObject(found)
  expect(mesh.states.get(key)?.status).toBe('partial')
  expect(await causes(mesh)).toEqual([
    `setup my-siem: ${cause}`,
    'setup my-edr: an earlier step of the plug runs again',
  ])
  await up(mesh)
  expect(mesh.states.get(key)?.status).toBe('up')
  answer = { status: 'present' }
  await checkPlugs(mesh.open())
  expect(await causes(mesh)).toEqual([])
})

test('drift that went away by itself is forgotten', async () => {
  await up(mesh)
  answer = { status: 'absent' }
  await checkPlugs(mesh.open())
  answer = { status: 'present' }
  await checkPlugs(mesh.open())
  expect(mesh.states.get(key)?.status).toBe('up')
  expect(await causes(mesh)).toEqual([])
})

test('a check that does not know, or fails, changes nothing', async () => {
  await up(mesh)
  answer = { status: 'unknown' }
  expect((await checkPlugs(mesh.open()))[0]?.status).toBe('unknown')
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, () => {
    throw new MeshroomError('HOOK_FAILED', 'the tenant answered 503')
  })
  expect((await checkPlugs(mesh.open()))[0]).toMatchObject({
    status: 'unknown',
    detail: 'HOOK_FAILED: the tenant answered 503',
  })
  expect(await causes(mesh)).toEqual([])
})

test('hooks that are not trusted are no answer of a tenant', async () => {
  await up(mesh)
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, () => {
    throw new MeshroomError('TRUST_REQUIRED', 'siem brings code that has not been trusted here')
  })
  await expect(checkPlugs(mesh.open())).rejects.toMatchObject({ code: 'TRUST_REQUIRED' })
})

test('what drifted is torn down all the same', async () => {
  await up(mesh)
  answer = { status: 'changed' }
  await checkPlugs(mesh.open())
  await down(mesh)
  expect(mesh.calls.slice(-2)).toEqual(['teardown my-edr', 'teardown my-siem'])
})

test('drained: who is being asked is heard and recorded, no other is asked, and the lock is free again', async () => {
  mesh.instance('other', 'edr').plug('events', 'other', 'my-siem')
  await up(mesh)
  mesh.calls.length = 0
  const drain = new AbortController()
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, async (_, __, signal) => {
    drain.abort()
    await Promise.resolve()
    expect(signal?.aborted).toBe(false)
    return { status: 'absent' }
  })
  const opened = mesh.open()
  const signals = { signal: drain.signal, stop: new AbortController().signal }
  await expect(checkPlugs(opened, {}, { parallelism: 1, ...signals })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(mesh.calls).toEqual(['check my-siem'])
  expect(await causes(mesh)).toContain('setup my-siem: drifted: absent')
  expect(await mesh.open().lock.holder()).toBeUndefined()
})

test('stopped: the hooks in flight are cancelled, which says nothing of their tenant', async () => {
  await up(mesh)
  const stop = new AbortController()
  mesh.hook('siem', 'check.consumer', { topic: 'events' }, (_, __, signal) => {
    stop.abort()
    expect(signal?.aborted).toBe(true)
    throw new MeshroomError('HOOK_CANCELLED', 'cancelled')
  })
  await expect(checkPlugs(mesh.open(), {}, { stop: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await causes(mesh)).toEqual([])
})
