import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { executePlaybook, startPlaybook } from '../run-workflow.ts'
import { actionIsThere, installAction, releaseAction } from '../setup-playbook-action.ts'
import { runAction } from '../trigger-action.ts'
import { fakeIntegration } from './fake-context.ts'
import { openStory, type Story, type StoryOptions } from './story.ts'

const moduleUuid = '22222222-2222-4222-8222-222222222222'
const actionUuid = '44444444-4444-4444-8444-444444444444'
const playbookUuid = '55555555-5555-4555-8555-555555555555'
const triggerUuid = '66666666-6666-4666-8666-666666666666'
const alertUuid = '77777777-7777-4777-8777-777777777777'

const isolate = {
  uuid: actionUuid,
  name: 'Isolate an endpoint',
  slug: 'isolate_endpoint',
  module_uuid: moduleUuid,
  arguments: {
    type: 'object',
    properties: { host: { type: 'string' }, minutes: { type: 'integer' }, tags: { type: 'array' } },
    required: ['host'],
  },
}
const seed = {
  actions: [isolate],
  modules: [{ uuid: moduleUuid, configuration: { properties: { token: {} } } }],
  playbooks: [
    {
      uuid: playbookUuid,
      name: 'Contain',
      nodes: { '0': { type: 'trigger', trigger_configuration_uuid: triggerUuid } },
    },
  ],
  alerts: [{ uuid: alertUuid }],
}
const manifest = {
  automation_action_uuid: actionUuid,
  automation_module_uuid: moduleUuid,
  module_settings: ['token'],
  settings: [{ name: 'token', type: 'string', secret: true, required: false }],
}

let story: Story
const open = async (options: StoryOptions = {}) => {
  story = await openStory({
    seed,
    plug: { source: 'mysekoia', destination: 'myedr', topic: 'isolate_endpoint' },
    ...options,
  })
  return story
}
afterEach(() => story.close())

async function writeTrigger(target: string, topic: string, text: string): Promise<void> {
  const folder = join(story.context.root, 'products/sekoia/integrations', target)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${topic}_trigger.yaml`), text)
}

test('an action runs by its uuid, with arguments in their types, in the only account its module has', async () => {
  const { action, side, plugSecrets } = await open()
  plugSecrets.token = 'secret'
  await installAction.run(side(manifest))
  const result = await runAction.run(action(actionUuid, { host: 'laptop-7', minutes: '30', tags: '["a"]' }))
  expect(result).toMatchObject({
    status: 'finished',
    results: { arguments: { host: 'laptop-7', minutes: 30, tags: ['a'] } },
  })
})

test("a plug's action is its integration's, in the account that setup made", async () => {
  const { action, side, plug, plugSecrets, emulator } = await open()
  plugSecrets.token = 'secret'
  await installAction.run(side(manifest))
  const [account] = [...emulator.tenant.configurations.values()]
  expect(plug.outputs.account_uuid).toBe(account?.uuid)
  const integration = fakeIntegration({ role: 'trigger', topic: 'isolate_endpoint', manifest })
  const result = await runAction.run(action('isolate_endpoint', { host: 'laptop-7' }, { plug, integration }))
  expect(result).toMatchObject({ status: 'finished' })
  await releaseAction.run(side(manifest))
  expect(plug.outputs.account_uuid).toBeNull()
})

test.each([
  ['isolate_endpoint', 'its topic'],
  ['isolate an endpoint', 'its name'],
])('an action runs by "%s", %s', async (wanted) => {
  await open()
  await writeTrigger('acme', 'isolate_endpoint', `automation_action_uuid: ${actionUuid}\nname: Isolate an Endpoint\n`)
  await expect(runAction.run(story.action(wanted, { host: 'h' }))).resolves.toMatchObject({ status: 'finished' })
})

test('a topic that two products have is refused with the commands that tell them apart', async () => {
  await open()
  await writeTrigger('acme', 'isolate_endpoint', `automation_action_uuid: ${actionUuid}\n`)
  await writeTrigger('other', 'isolate_endpoint', `automation_action_uuid: ${moduleUuid}\n`)
  await expect(runAction.run(story.action('isolate_endpoint', {}))).rejects.toMatchObject({
    code: 'ACTION_AMBIGUOUS',
    hint: `meshroom trigger ${moduleUuid} mysekoia  # other\nmeshroom trigger ${actionUuid} mysekoia  # acme`,
  })
})

test.each([
  ['a required argument is missing', {}, { code: 'ARGUMENT_MISSING', hint: 'add -p host=…' }],
  [
    'an argument is unknown',
    { host: 'h', hots: 'x' },
    { code: 'ARGUMENT_UNKNOWN', hint: 'it takes host, minutes, tags' },
  ],
  ['an argument has the wrong type', { host: 'h', minutes: 'ten' }, { code: 'VALUE_WRONG_TYPE' }],
])('nothing runs when %s', async (_, given, error) => {
  const { action, emulator } = await open()
  await expect(runAction.run(action(actionUuid, given))).rejects.toMatchObject(error)
  expect(emulator.calls.filter((call) => call.startsWith('POST'))).toEqual([])
})

test('an action that nobody knows is said to be unknown', async () => {
  const { action } = await open()
  await expect(runAction.run(action('isolate_planet', {}))).rejects.toMatchObject({ code: 'ACTION_UNKNOWN' })
  await expect(runAction.run(action(alertUuid, {}))).rejects.toMatchObject({ code: 'SEKOIA_NOT_FOUND' })
})

test('the notebook named in the settings is used, and a wrong name is said', async () => {
  const { action } = await open({ settings: { notebook: 'Nowhere' } })
  await expect(runAction.run(action(actionUuid, { host: 'h' }))).rejects.toMatchObject({ code: 'NOTEBOOK_MISSING' })
})

test('setting up the trigger of an action that the tenant does not have fails, and check says so', async () => {
  const { side } = await open({ seed: {} })
  await expect(installAction.run(side(manifest))).rejects.toMatchObject({
    code: 'ACTION_MISSING',
    hint: 'meshroom pull sekoia',
  })
  expect(await actionIsThere.run(side(manifest))).toEqual({ status: 'absent' })
})

test.each([startPlaybook, executePlaybook])('a playbook runs on an alert and its nodes are told', async (hook) => {
  const { action } = await open()
  const result = await hook.run(action('workflow', { playbook_uuid: playbookUuid, alert_uuid: alertUuid }))
  expect(result).toMatchObject({
    run: { playbook_uuid: playbookUuid, status: 'finished' },
    nodes: [{ output: { alert_uuid: alertUuid } }],
  })
})

test('a playbook needs its uuid and the alert', async () => {
  const { action, emulator } = await open()
  await expect(startPlaybook.run(action('workflow', { playbook_uuid: playbookUuid }))).rejects.toMatchObject({
    hint: 'add -p alert_uuid=…',
  })
  expect(emulator.calls).toEqual([])
})
