import { afterEach, expect, test } from 'vitest'
import { createIntake } from '../setup-events-intake.ts'
import { watchIntake } from '../watch-events.ts'
import { ingest } from './emulator/tenant.ts'
import { lineOf, openStory, type Story, take } from './story.ts'

const format = { uuid: '11111111-1111-4111-8111-111111111111', name: 'Acme' }
const manifest = { intake_format_uuid: format.uuid }

let story: Story
afterEach(() => story.close())

async function watchedIntake() {
  story = await openStory({ seed: { formats: [format] } })
  await createIntake.run(story.side(manifest))
  const intake = [...story.emulator.tenant.intakes.values()][0]
  if (!intake) throw new Error('the intake was not made')
  return intake
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`)

test('shows every event of the intake once, in order, though a page holds 50', async () => {
  const intake = await watchedIntake()
  for (const line of lines(333)) ingest(story.emulator.tenant, { intake, line })
  const records = await take(watchIntake.run(story.watching()), 333)
  expect(records.map(({ event }) => lineOf(event))).toEqual(lines(333))
})

test('shows every event of a single instant, of which no search by time can tell one from another', async () => {
  const intake = await watchedIntake()
  const time = new Date().toISOString()
  for (const line of lines(180)) ingest(story.emulator.tenant, { intake, line, time })
  const records = await take(watchIntake.run(story.watching()), 180)
  expect(records.map(({ event }) => lineOf(event)).sort()).toEqual(lines(180).sort())
})

test('shows what arrives while it watches, also what arrives late', async () => {
  const intake = await watchedIntake()
  const { tenant } = story.emulator
  const watching = watchIntake
    .run(story.watching({ since: new Date(Date.now() - 30_000).toISOString() }))
    [Symbol.asyncIterator]()
  ingest(tenant, { intake, line: 'on time' })
  const first = await watching.next()
  ingest(tenant, { intake, line: 'late', time: new Date(Date.now() - 20_000).toISOString() })
  const second = await watching.next()
  expect([first, second].map(({ value }) => lineOf(value.event))).toEqual(['on time', 'late'])
  expect(second.value.cursor).toBe(first.value.cursor)
  await watching.return?.()
})

test('shows only the intake of the plug; of an instance alone the whole community', async () => {
  const intake = await watchedIntake()
  const { tenant } = story.emulator
  ingest(tenant, { intake: { uuid: '99999999-9999-4999-8999-999999999999' }, line: 'of another' })
  ingest(tenant, { intake, line: 'mine' })
  const { plug, ...alone } = story.watching()
  expect(plug).toBeDefined()
  const [mine] = await take(watchIntake.run(story.watching()), 1)
  expect(lineOf(mine?.event ?? null)).toBe('mine')
  const all = await take(watchIntake.run(alone), 2)
  expect(all.map(({ event }) => lineOf(event))).toEqual(['of another', 'mine'])
})

test('resumes after the cursor, without loss and without repeating', async () => {
  const intake = await watchedIntake()
  for (const line of lines(20)) ingest(story.emulator.tenant, { intake, line })
  const before = await take(watchIntake.run(story.watching()), 7)
  const cursor = before.at(-1)?.cursor ?? ''
  const after = await take(watchIntake.run(story.watching({ cursor })), 13)
  expect(after.map(({ event }) => lineOf(event))).toEqual(lines(20).slice(7))
})

test('goes on after the live socket was cut', async () => {
  const intake = await watchedIntake()
  const watching = watchIntake.run(story.watching())[Symbol.asyncIterator]()
  ingest(story.emulator.tenant, { intake, line: 'before' })
  await watching.next()
  story.emulator.cutSockets()
  ingest(story.emulator.tenant, { intake, line: 'after' })
  const { value } = await watching.next()
  expect(lineOf(value.event)).toBe('after')
  await watching.return?.()
})

test('ends when it is aborted, and leaves no socket behind', async () => {
  await watchedIntake()
  const controller = new AbortController()
  const watching = take(watchIntake.run(story.watching({ signal: controller.signal })), 1)
  await story.emulator.calledWith('/events?limit=50')
  controller.abort()
  expect(await watching).toEqual([])
  await expect.poll(() => story.emulator.openSockets()).toBe(0)
})

test('before up there is no intake to watch', async () => {
  story = await openStory()
  await expect(take(watchIntake.run(story.watching()), 1)).rejects.toMatchObject({
    code: 'PLUG_NOT_UP',
    hint: 'meshroom up',
  })
})
