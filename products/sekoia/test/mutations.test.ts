import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonValue } from '@meshroom/hooks-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { parse } from 'yaml'
import { sendToIntake } from '../produce-events.ts'
import { startPlaybook } from '../run-workflow.ts'
import { scaffoldIntakeFormat } from '../scaffold-intake-format.ts'
import { scaffoldAction } from '../scaffold-playbook-action.ts'
import { createIntake, deleteIntake, intakeIsThere } from '../setup-events-intake.ts'
import { installAction } from '../setup-playbook-action.ts'
import { runAction } from '../trigger-action.ts'
import { watchIntake } from '../watch-events.ts'
import { intakeRoutes, routes } from './emulator/routes.ts'
import { fakeIntegration, fakePlug } from './fake-context.ts'
import { git } from './fake-git.ts'
import { type MadeRequest, mutationsOf } from './mutate-request.ts'
import { apiKey, openStory, type Story, take } from './story.ts'

const playbookUuid = '55555555-5555-4555-8555-555555555555'
const triggerUuid = '66666666-6666-4666-8666-666666666666'
const alertUuid = '77777777-7777-4777-8777-777777777777'
const seed = {
  playbooks: [{ uuid: playbookUuid, name: 'Contain', trigger_configuration_uuid: triggerUuid }],
  alerts: [{ uuid: alertUuid }],
}

let story: Story
/** Calls that were tried with everything wrong, by method and path with UUIDs as `*`. */
const tried = new Map<string, number>()
/** Mutations that the tenant took. */
const taken: string[] = []

/** Sends every mutation of each request just before the request itself, which must then succeed: so what is refused is refused for its fault. */
async function mutatingFetch(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  const request: MadeRequest = {
    url: String(input),
    method: init.method ?? 'GET',
    headers: { ...(init.headers as Record<string, string>) },
    ...(init.body !== undefined && init.body !== null && { body: init.body }),
  }
  const call = callOf(request)
  if (!tried.has(call) || request.body !== undefined) await tryMutations(request, call)
  return fetch(input, init)
}

async function tryMutations(request: MadeRequest, call: string): Promise<void> {
  const mutations = mutationsOf(request)
  tried.set(call, (tried.get(call) ?? 0) + mutations.length)
  for (const { name, request: wrong } of mutations) {
    const { url, ...init } = wrong
    const response = await fetch(url, init)
    await response.text()
    if (response.status < 400 || response.status >= 500) taken.push(`${call}, ${name}: ${response.status}`)
  }
}

function callOf({ method, url }: MadeRequest): string {
  const { pathname } = new URL(url)
  return `${method} ${pathname.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')}`
}

beforeAll(async () => {
  story = await openStory({ seed, hooks: { fetch: mutatingFetch } })
  const { context } = story
  await git(context.root, 'init', '--quiet', '--initial-branch=main')
  const action = fakeIntegration({ role: 'trigger', topic: 'search_threat' })
  await scaffoldAction.run({ ...context, integration: action })
  await scaffoldIntakeFormat.run({ ...context, integration: fakeIntegration({ mode: 'pull' }) })
  await git(context.root, 'add', '--all')
  await git(context.root, 'commit', '--quiet', '-m', 'scaffolded')
  await pushStory()
  await pullStory()
  await actionStory()
}, 120_000)

afterAll(() => story.close())

async function pushStory(): Promise<void> {
  const side = story.side()
  const play = { ...story.context, instance: story.instance, plug: story.plug, topic: 'events' }
  await createIntake.run(side)
  await createIntake.run(side)
  expect((await sendToIntake.run(play, ['one'])).accepted).toBe(1)
  expect((await sendToIntake.run(play, ['two', 'three'])).accepted).toBe(2)
  await take(watchIntake.run(story.watching()), 3)
  await intakeIsThere.run(side)
  await deleteIntake.run(side)
}

/** A second setup after an edit of the parser updates the format. */
async function pullStory(): Promise<void> {
  const plug = fakePlug({ mode: 'pull', settings: { base_url: 'https://edr.example' } }, { api_key: 'k' })
  const manifest = await manifestOf('events_consumer_pull.yaml')
  const side = story.side(manifest, { plug, instance: withRepository() })
  await createIntake.run(side)
  const parser = 'products/sekoia/integrations/myedr/events_format_pull/ingest/parser.yml'
  await story.context.files.write(parser, `${await story.context.files.read(parser)}# edited\n`)
  await createIntake.run(side)
}

async function actionStory(): Promise<void> {
  const plug = fakePlug({
    source: 'mysekoia',
    destination: 'myedr',
    topic: 'search_threat',
    settings: { base_url: 'https://edr.example' },
  })
  const manifest = await manifestOf('search_threat_trigger.yaml')
  await installAction.run(story.side(manifest, { plug, instance: withRepository() }))
  await runAction.run(story.action(String(manifest.automation_action_uuid), { query: 'malware.exe' }))
  await startPlaybook.run(story.action('workflow', { playbook_uuid: playbookUuid, alert_uuid: alertUuid }))
}

function withRepository() {
  const { instance, context } = story
  return {
    ...instance,
    settings: { ...instance.settings, actions_repository: context.root, actions_ssh_key_id: 'key-7' },
  }
}

async function manifestOf(file: string): Promise<Record<string, JsonValue>> {
  await mkdir(join(story.context.root, 'products'), { recursive: true })
  return parse(await story.context.files.read(`products/sekoia/integrations/myedr/${file}`))
}

test('the tenant refuses every request of the product once one thing of it is wrong', () => {
  expect(taken).toEqual([])
})

test('the product makes every call that the tenant answers, and each was tried', () => {
  const answered = [
    ...routes.map(({ method, path }) => `${method} /api${path}`),
    ...intakeRoutes.map(({ method, path }) => `${method} /intake${path === '/' ? '' : path}`),
  ]
  expect([...tried.keys()].sort()).toEqual(answered.sort())
  const mutations = [...tried.values()].reduce((sum, count) => sum + count, 0)
  console.info(`${tried.size} calls tried with ${mutations} mutations`)
  expect(mutations).toBeGreaterThan(tried.size * 6)
})

const liveUrl = () => story.emulator.settings.live_url
const cookie = `access_token_cookie=${apiKey}`

test.each([
  ['without cookie', {}, ''],
  ['with a wrong key', { cookie: 'access_token_cookie=wrong' }, ''],
  ['with another cookie besides', { cookie: `${cookie}; theme=dark` }, ''],
  ['with the key as a header', { cookie, authorization: `Bearer ${apiKey}` }, ''],
  ['with an extra header', { cookie, 'x-community': 'mine' }, ''],
  ['at another path', { cookie }, '/more'],
  ['with a parameter', { cookie }, '?a=1'],
])('the live socket is refused %s', async (_, headers, path) => {
  const socket = new WebSocket(`${liveUrl()}${path}`, { headers })
  await expect(new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))).rejects.toThrow(
    'Unexpected server response: 4',
  )
})

test.each(['{}', '{"action":"subscribe"}', '{"action":"upgrade","more":1}', 'upgrade'])(
  'the live socket closes on the first message %s',
  async (message) => {
    const socket = new WebSocket(liveUrl(), { headers: { cookie } })
    socket.once('open', () => socket.send(message))
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1008)
  },
)
