import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failureOf } from '../../test/host/failure-of.ts'
import { benchWith, type HostBench } from '../../test/host/host-bench.ts'

describe('cancelling', () => {
  const waiting = `
export const wait = execute(async ({ signal, log }) => {
  log.info('waiting')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  log.info('cleaned up: ' + signal.reason.code)
  return 'done all the same'
})
export const pid = execute(() => process.pid)`

  /** Aborts once the hook has said something. */
  function abortWhenLogged(bench: HostBench): AbortSignal {
    const controller = new AbortController()
    const { push } = bench.events
    bench.events.push = (event) => {
      controller.abort()
      return push.call(bench.events, event)
    }
    return controller.signal
  }

  it('lets a hook clean up, keeps its process, and never passes for success', async () => {
    const bench = await benchWith(waiting)
    const before = await bench.run('pid')
    const error = await failureOf(bench, 'wait', { signal: abortWhenLogged(bench) })
    expect(error.code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual(['waiting', 'cleaned up: CANCELLED'])
    expect(await bench.run('pid')).toBe(before)
  })

  it('ends a hook that does not listen', async () => {
    const bench = await benchWith(
      `export const deaf = execute(async ({ log }) => { log.info('x'); await new Promise(() => setTimeout(() => {}, 1e6)) })`,
    )
    expect((await failureOf(bench, 'deaf', { signal: abortWhenLogged(bench) })).code).toBe('HOOK_CANCELLED')
  })

  it('ends requests that are under way', async () => {
    const cancelled = new AbortController()
    const server = createServer(() => cancelled.abort()).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const bench = await benchWith(
      `export const ask = execute(async ({ fetch, log }) => {
  await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}').catch((error) => log.info(error.code ?? error.name))
})`,
      { permissions: { net: ['127.0.0.1'] } },
    )
    expect((await failureOf(bench, 'ask', { signal: cancelled.signal })).code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual(['CANCELLED'])
  })

  it('before the call starts nothing', async () => {
    const bench = await benchWith(waiting)
    expect((await failureOf(bench, 'wait', { signal: AbortSignal.abort() })).code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual([])
  })

  it('by closing the host', async () => {
    const bench = await benchWith(waiting)
    const { push } = bench.events
    bench.events.push = (event) => {
      void bench.host.close()
      return push.call(bench.events, event)
    }
    expect((await failureOf(bench, 'wait')).code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual(['waiting', 'cleaned up: CANCELLED'])
    expect((await failureOf(bench, 'pid')).code).toBe('HOOK_CANCELLED')
  })
})
