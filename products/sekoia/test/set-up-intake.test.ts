import { afterEach, expect, test } from 'vitest'
import { sendToIntake } from '../produce-events.ts'
import { createIntake, deleteIntake, intakeIsThere } from '../setup-events-intake.ts'
import { fakePlug } from './fake-context.ts'
import { openStory, type Story, type StoryOptions } from './story.ts'

const formatUuid = '11111111-1111-4111-8111-111111111111'
const moduleUuid = '22222222-2222-4222-8222-222222222222'
const connectorUuid = '33333333-3333-4333-8333-333333333333'

const pushFormat = { uuid: formatUuid, name: 'Acme EDR', automation_module_uuid: null, automation_connector_uuid: null }
const pullSeed = {
  formats: [{ ...pushFormat, automation_module_uuid: moduleUuid, automation_connector_uuid: connectorUuid }],
  modules: [{ uuid: moduleUuid, configuration: { properties: { url: {}, token: {}, limits: {} } } }],
  connectors: [{ uuid: connectorUuid }],
}
const pullManifest = {
  intake_format_uuid: formatUuid,
  automation_module_uuid: moduleUuid,
  automation_connector_uuid: connectorUuid,
  connector_settings: ['frequency'],
  module_settings: ['url', 'token', 'limits'],
  module_required: ['url', 'token'],
  settings: [
    { name: 'frequency', type: 'integer', default: 60 },
    { name: 'url', type: 'string', required: false },
    { name: 'token', type: 'string', secret: true, required: false },
    { name: 'limits', type: 'object', secret: true, required: false },
  ],
}

let story: Story
const open = async (options?: StoryOptions) => {
  story = await openStory(options)
  return story
}
afterEach(() => story.close())

test('a push plug gets an intake in the main entity, its key as a secret and its uuid as an output', async () => {
  const { emulator, side, plug, plugSecrets, context } = await open({ seed: { formats: [pushFormat] } })
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  const [intake] = [...emulator.tenant.intakes.values()]
  const [entity] = [...emulator.tenant.entities.values()]
  expect(intake).toMatchObject({ format_uuid: formatUuid, entity_uuid: entity?.uuid })
  expect(entity).toMatchObject({ entity_id: 'main' })
  expect(plug.outputs.intake_uuid).toBe(intake?.uuid)
  expect(plugSecrets).toEqual({ intake_key: intake?.intake_key })
  expect(context.said.join('\n')).toContain(`/uuid/${formatUuid}/#instructions-on-the-3rd-party-solution`)
  expect(context.said.join('\n')).not.toContain(String(intake?.intake_key))
})

test('setting up twice changes nothing, and finds what another run made', async () => {
  const { emulator, side } = await open({ seed: { formats: [pushFormat] } })
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  const before = [...emulator.tenant.intakes.keys()]
  const posts = () => emulator.calls.filter((call) => call.startsWith('POST')).length
  const made = posts()
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  expect([...emulator.tenant.intakes.keys()]).toEqual(before)
  expect(posts()).toBe(made)
  expect(emulator.tenant.entities.size).toBe(1)
})

test('tearing down deletes the intake and forgets both its uuid and its key; a second time there is nothing to do', async () => {
  const { emulator, side, plug, plugSecrets } = await open({ seed: { formats: [pushFormat] } })
  const context = side({ intake_format_uuid: formatUuid })
  await createIntake.run(context)
  await deleteIntake.run(context)
  expect(emulator.tenant.intakes.size).toBe(0)
  expect(plug.outputs.intake_uuid).toBeNull()
  expect(plugSecrets).toEqual({})
  await deleteIntake.run(context)
  expect(emulator.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
})

test('a teardown whose outputs were lost finds the intake by its name', async () => {
  const { emulator, side, plug } = await open({ seed: { formats: [pushFormat] } })
  const context = side({ intake_format_uuid: formatUuid })
  await createIntake.run(context)
  await deleteIntake.run({ ...context, plug: { ...plug, outputs: {} } })
  expect(emulator.tenant.intakes.size).toBe(0)
})

test('check says whether the intake is there', async () => {
  const { side, emulator } = await open({ seed: { formats: [pushFormat] } })
  const context = side({ intake_format_uuid: formatUuid })
  expect(await intakeIsThere.run(context)).toEqual({ status: 'absent' })
  await createIntake.run(context)
  expect(await intakeIsThere.run(context)).toEqual({ status: 'present' })
  emulator.tenant.intakes.clear()
  expect(await intakeIsThere.run(context)).toEqual({ status: 'absent' })
})

test('two projects with equal names of instances do not share an intake', async () => {
  const { emulator, side, context } = await open({ seed: { formats: [pushFormat] } })
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  const elsewhere = { project: { ...context.project, environment: 'staging' } }
  await createIntake.run(
    side({ intake_format_uuid: formatUuid }, { ...elsewhere, plug: { ...story.plug, outputs: {} } }),
  )
  expect(emulator.tenant.intakes.size).toBe(2)
})

test('a product without an integration of its own gets a plain format, once, with parser, descriptions and picture', async () => {
  const { emulator, side } = await open()
  await createIntake.run(side())
  await createIntake.run(side())
  const formats = [...emulator.tenant.formats.values()]
  expect(formats).toHaveLength(1)
  expect(formats[0]).toMatchObject({ name: 'myedr', slug: 'myedr', has_picture: true, automation_connector_uuid: null })
  expect(formats[0]?.parser).toContain('{{ parsed.fields.action }}')
  expect(formats[0]?.smart_descriptions).not.toEqual([])
  expect(emulator.tenant.intakes.size).toBe(1)
})

test('plugs that are set up side by side share the entity and the plain format', async () => {
  const { emulator, side } = await open()
  const plugs = ['first', 'second', 'third'].map((source) => fakePlug({ source }))
  await Promise.all(plugs.map((plug) => createIntake.run(side({}, { plug }))))
  expect(emulator.tenant.entities.size).toBe(1)
  expect(emulator.tenant.formats.size).toBe(1)
  expect(emulator.tenant.intakes.size).toBe(3)
})

test('an entity that somebody else made in the meantime is used', async () => {
  const racing: typeof fetch = async (input, init) => {
    const made = await fetch(input, init)
    const first = init?.method === 'POST' && String(input).endsWith('/entities')
    return first ? fetch(input, init) : made
  }
  const { emulator, side } = await open({ hooks: { fetch: racing } })
  await createIntake.run(side())
  expect(emulator.tenant.entities.size).toBe(1)
})

test('a pull plug configures the module with what plug, peer and vault have, and the connector with its settings', async () => {
  const { emulator, side, plugSecrets } = await open({
    seed: pullSeed,
    plug: { mode: 'pull', settings: { frequency: 30 } },
  })
  Object.assign(plugSecrets, { token: 't0ken', limits: '{"daily":5}' })
  const peer = { name: 'acme', product: 'acme', settings: { url: 'https://acme.example' } }
  await createIntake.run(side(pullManifest, { peer }))
  const [configuration] = [...emulator.tenant.configurations.values()]
  expect(configuration).toMatchObject({
    module_uuid: moduleUuid,
    value: { url: 'https://acme.example', token: 't0ken', limits: { daily: 5 } },
  })
  expect([...emulator.tenant.intakes.values()]).toMatchObject([
    { connector_configuration: { frequency: 30 }, connector_module_configuration_uuid: configuration?.uuid },
  ])
  await createIntake.run(side(pullManifest, { peer }))
  expect(emulator.tenant.configurations.size).toBe(1)
})

test('a secret of the module that nobody gave is asked for and kept with the plug', async () => {
  const asked: string[] = []
  const secret = async ({ message }: { message: string }) => {
    asked.push(message)
    return 'typed'
  }
  const prompt = { text: async () => 'https://acme.example', secret, confirm: async () => true, select: async () => '' }
  const { side, plugSecrets } = await open({ seed: pullSeed, plug: { mode: 'pull' }, hooks: { prompt } })
  await createIntake.run(side(pullManifest))
  expect(asked).toEqual(['token of myedr'])
  expect(plugSecrets).toMatchObject({ token: 'typed' })
})

test('without anybody to ask, what is missing is named with the command that gives it, and nothing is made', async () => {
  const { emulator, side } = await open({ seed: pullSeed, plug: { mode: 'pull' } })
  await expect(
    createIntake.run(side(pullManifest, { peer: { name: 'a', product: 'a', settings: { url: 'https://a' } } })),
  ).rejects.toMatchObject({
    code: 'SETTING_MISSING',
    hint: 'meshroom configure myedr mysekoia events -s token',
  })
  expect(emulator.tenant.intakes.size).toBe(0)
})

test('pull needs a connector, and the message says how to get one', async () => {
  const { side } = await open({ plug: { mode: 'pull' } })
  await expect(createIntake.run(side())).rejects.toMatchObject({
    code: 'CONNECTOR_MISSING',
    hint: 'meshroom create integration sekoia myedr events consumer --mode=pull',
  })
})

test('a wrong API key is said as such, without the key', async () => {
  const { side, instance } = await open({ key: 'wrong-key' })
  const failure = createIntake.run(side({ intake_format_uuid: formatUuid }))
  await expect(failure).rejects.toMatchObject({
    code: 'SEKOIA_UNAUTHORIZED',
    hint: `meshroom configure ${instance.name} -s API_KEY`,
  })
  await expect(failure).rejects.not.toThrow('wrong-key')
})

test('records go to the intake in batches; blank ones are rejected with their place', async () => {
  const { emulator, side, plug, context, instance } = await open({ seed: { formats: [pushFormat] } })
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  const batch = Array.from({ length: 1201 }, (_, index) => `{"n":${index}}`).with(700, ' ')
  const result = await sendToIntake.run({ ...context, instance, plug, topic: 'events' }, batch)
  expect(result).toEqual({ accepted: 1200, rejected: [{ index: 700, reason: 'is blank', retryable: false }] })
  expect(emulator.tenant.events.map(({ n }) => n)).toEqual(batch.flatMap((line, index) => (line.trim() ? [index] : [])))
  expect(emulator.calls.filter((call) => call.includes('/intake/batch'))).toHaveLength(3)
})

test('a key that the intake does not know rejects every record of the slice, for good, and is not repeated', async () => {
  const { side, plug, plugSecrets, context, instance } = await open({ seed: { formats: [pushFormat] } })
  await createIntake.run(side({ intake_format_uuid: formatUuid }))
  plugSecrets.intake_key = 'stale-key'
  const result = await sendToIntake.run({ ...context, instance, plug, topic: 'events' }, ['a', 'b'])
  expect(result.rejected.map(({ index, retryable }) => ({ index, retryable }))).toEqual([
    { index: 0, retryable: false },
    { index: 1, retryable: false },
  ])
  expect(JSON.stringify(result)).not.toContain('stale-key')
})
