import { HookError, RetryableError } from '@meshroom/hooks-sdk'
import { expect, test } from 'vitest'
import { endpointsOf } from '../api/endpoints.ts'
import { openApi } from '../api/sekoia-api.ts'
import { waitForTask } from '../api/wait-for-task.ts'
import { fakeInstance } from './fake-context.ts'

test.each([
  [{}, 'https://api.sekoia.io', 'https://intake.sekoia.io', 'wss://live.sekoia.io'],
  [{ region: 'fra1' }, 'https://api.sekoia.io', 'https://intake.sekoia.io', 'wss://live.sekoia.io'],
  [
    { region: 'mco1' },
    'https://app.mco1.sekoia.io/api',
    'https://intake.mco1.sekoia.io',
    'wss://app.mco1.sekoia.io/live',
  ],
  [
    { region: 'mco1', api_url: 'https://soc.example/api/' },
    'https://soc.example/api',
    'https://intake.mco1.sekoia.io',
    'wss://app.mco1.sekoia.io/live',
  ],
  [
    { intake_url: 'http://127.0.0.1:1/i', live_url: 'ws://127.0.0.1:1/l' },
    'https://api.sekoia.io',
    'http://127.0.0.1:1/i',
    'ws://127.0.0.1:1/l',
  ],
])('settings %j lead to %s, %s and %s', (settings, api, intake, live) => {
  expect(endpointsOf(settings)).toEqual({ api, intake, live })
})

/** An API that answers each call with the next of these, the last one for ever. */
async function apiAnswering(...answers: Response[]) {
  const asked: { url: string; init: RequestInit }[] = []
  const fetch = async (url: Parameters<typeof globalThis.fetch>[0], init: RequestInit = {}) => {
    asked.push({ url: String(url), init })
    return (answers.length > 1 ? answers.shift() : answers[0]?.clone()) ?? Response.error()
  }
  const instance = fakeInstance({}, { API_KEY: 'the-key' })
  const api = await openApi({ fetch, instance, signal: new AbortController().signal })
  return { api, asked }
}

const failing = (status: number, body: object | string, headers: Record<string, string> = {}) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

test('every call carries the key as a bearer token', async () => {
  const { api, asked } = await apiAnswering(Response.json({}))
  await api.get('/v1/me')
  await api.post('/v1/x', { a: 1 })
  expect(asked.map(({ init }) => new Headers(init.headers).get('authorization'))).toEqual([
    'Bearer the-key',
    'Bearer the-key',
  ])
})

test.each([
  [401, 'SEKOIA_UNAUTHORIZED'],
  [403, 'SEKOIA_UNAUTHORIZED'],
  [404, 'SEKOIA_NOT_FOUND'],
  [422, 'SEKOIA_REFUSED'],
])('status %d fails as %s, in the words of the API', async (status, code) => {
  const { api } = await apiAnswering(failing(status, { message: 'because of this' }))
  await expect(api.get('/v1/me')).rejects.toMatchObject({
    code,
    message: `Sekoia.io answered ${status} to GET /v1/me: because of this`,
  })
})

test.each([429, 500, 502, 503])('status %d may be tried again', async (status) => {
  const { api } = await apiAnswering(failing(status, '<html>busy</html>', { 'retry-after': '7' }))
  const error = await api.get('/v1/me').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RetryableError)
  expect(error).toMatchObject({ after: 7000 })
})

test('a key that the API echoes is not repeated', async () => {
  const { api } = await apiAnswering(failing(401, { message: 'the-key is not a key' }))
  await expect(api.get('/v1/me')).rejects.toThrow('*** is not a key')
})

test('what does not exist is undefined to find, and already deleted', async () => {
  const { api } = await apiAnswering(failing(404, {}))
  expect(await api.find('/v1/x')).toBeUndefined()
  await expect(api.delete('/v1/x')).resolves.toBeUndefined()
})

const running = { status: 'RUNNING', attributes: { validation_steps: [{ name: 'Build', status: 'running' }] } }
const failed = {
  status: 'FAILED',
  attributes: { validation_steps: [{ name: 'Build', status: 'failed', error: 'no Dockerfile', output: '' }] },
}

test.each(['SUCCESS', 'FINISHED'])('a task is waited for until it is %s, each step told once', async (status) => {
  const { api, asked } = await apiAnswering(
    Response.json(running),
    Response.json(running),
    Response.json({ ...running, status }),
  )
  const told: string[] = []
  await waitForTask(api, 'u', { signal: new AbortController().signal, progress: (message) => void told.push(message) })
  expect(told).toEqual(['Build: running'])
  expect(asked).toHaveLength(3)
})

test('a task that failed names its step and error', async () => {
  const { api } = await apiAnswering(Response.json(failed))
  const waiting = waitForTask(api, 'u', { signal: new AbortController().signal, progress: () => {} })
  await expect(waiting).rejects.toThrow(
    new HookError('SEKOIA_TASK_FAILED', 'a task of Sekoia.io failed; "Build" failed: no Dockerfile'),
  )
})

test('an abort ends the waiting', async () => {
  const { api } = await apiAnswering(Response.json(running))
  const waiting = waitForTask(api, 'u', { signal: AbortSignal.timeout(20), progress: () => {} })
  await expect(waiting).rejects.toThrow()
})
