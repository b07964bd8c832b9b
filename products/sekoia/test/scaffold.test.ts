import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { IntegrationInfo } from '@meshroom/hooks-sdk'
import { afterEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { scaffoldIntakeFormat } from '../scaffold-intake-format.ts'
import { scaffoldAction } from '../scaffold-playbook-action.ts'
import { createIntake } from '../setup-events-intake.ts'
import { installAction } from '../setup-playbook-action.ts'
import { type FakeContext, fakeContext, fakeIntegration } from './fake-context.ts'
import { listBelow } from './fake-files.ts'
import { git } from './fake-git.ts'
import { openStory } from './story.ts'

const execute = promisify(execFile)
const folder = 'products/sekoia/integrations/myedr'
const contexts: FakeContext[] = []

async function project(): Promise<FakeContext> {
  const context = await fakeContext()
  contexts.push(context)
  return context
}

afterEach(async () => {
  for (const { root } of contexts.splice(0)) await rm(root, { recursive: true, force: true })
})

const actionOf = (more: Partial<IntegrationInfo> = {}) =>
  fakeIntegration({ role: 'trigger', topic: 'search_threat', ...more })
const written = ({ root }: FakeContext) => listBelow(join(root, folder))
const read = ({ root }: FakeContext, path: string) => readFile(join(root, folder, path), 'utf8')

test('a trigger is scaffolded as a complete module, its uuids kept in the manifest', async () => {
  const context = await project()
  await scaffoldAction.run({ ...context, integration: actionOf() })
  expect(await written(context)).toEqual([
    'search_threat_action/CHANGELOG.md',
    'search_threat_action/Dockerfile',
    'search_threat_action/action_search_threat.json',
    'search_threat_action/logo.svg',
    'search_threat_action/main.py',
    'search_threat_action/manifest.json',
    'search_threat_action/myedr_search_threat_module/__init__.py',
    'search_threat_action/myedr_search_threat_module/search_threat_action.py',
    'search_threat_action/pyproject.toml',
    'search_threat_action/tests/test_search_threat_action.py',
    'search_threat_trigger.yaml',
  ])
  const manifest = parse(await read(context, 'search_threat_trigger.yaml'))
  const module = JSON.parse(await read(context, 'search_threat_action/manifest.json'))
  const action = JSON.parse(await read(context, 'search_threat_action/action_search_threat.json'))
  expect(manifest).toMatchObject({
    automation_module_uuid: module.uuid,
    automation_action_uuid: action.uuid,
    module_folder: 'search_threat_action',
  })
  expect(manifest.arguments.required).toEqual(action.arguments.required)
  expect(module.uuid).not.toBe(action.uuid)
})

test('scaffolding again overwrites nothing that a person wrote and makes no other uuids', async () => {
  const context = await project()
  await scaffoldAction.run({ ...context, integration: actionOf() })
  const file = 'search_threat_action/myedr_search_threat_module/search_threat_action.py'
  await writeFile(join(context.root, folder, file), '# mine\n')
  const before = await read(context, 'search_threat_trigger.yaml')
  await scaffoldAction.run({ ...context, integration: actionOf({ manifest: parse(before) }) })
  expect(await read(context, file)).toBe('# mine\n')
  expect(await read(context, 'search_threat_trigger.yaml')).toBe(before)
})

test('an integration that the catalogue brought is left as it is', async () => {
  const context = await project()
  await scaffoldAction.run({ ...context, integration: actionOf({ manifest: { automation_action_uuid: 'a' } }) })
  const integration = fakeIntegration({ manifest: { intake_format_uuid: 'f' } })
  await scaffoldIntakeFormat.run({ ...context, integration })
  expect(await written(context)).toEqual([])
})

test('an events consumer is scaffolded as an intake format', async () => {
  const context = await project()
  await scaffoldIntakeFormat.run({ ...context, integration: fakeIntegration({}) })
  expect(await written(context)).toEqual([
    'events_consumer.yaml',
    'events_format/_meta/fields.yml',
    'events_format/_meta/logo.png',
    'events_format/_meta/manifest.yml',
    'events_format/_meta/smart-descriptions.json',
    'events_format/ingest/parser.yml',
  ])
  const format = parse(await read(context, 'events_format/_meta/manifest.yml'))
  expect(format).toMatchObject({
    uuid: parse(await read(context, 'events_consumer.yaml')).intake_format_uuid,
    slug: 'myedr',
  })
  expect(format.automation_connector_uuid).toBeUndefined()
})

test('a pulled events consumer has its connector module too, and the two know each other', async () => {
  const context = await project()
  await scaffoldIntakeFormat.run({ ...context, integration: fakeIntegration({ mode: 'pull' }) })
  const manifest = parse(await read(context, 'events_consumer_pull.yaml'))
  const format = parse(await read(context, 'events_format_pull/_meta/manifest.yml'))
  const connector = JSON.parse(await read(context, 'events_connector/connector_events.json'))
  expect(format).toMatchObject({
    automation_connector_uuid: connector.uuid,
    automation_module_uuid: manifest.automation_module_uuid,
  })
  expect(manifest.automation_connector_uuid).toBe(connector.uuid)
})

const names = [
  ['myedr', 'search_threat'],
  ['3com.edge', '2fa-reset'],
  ["Ünï's edr", 'Block IP!'],
] as const

test.each(names)(
  'what is written for %s and %s parses, whatever characters their names have',
  async (target, topic) => {
    const context = await project()
    await scaffoldAction.run({ ...context, integration: actionOf({ target, topic }) })
    await scaffoldIntakeFormat.run({ ...context, integration: fakeIntegration({ target, mode: 'pull' }) })
    for (const path of await written(context)) {
      if (path.endsWith('.json')) JSON.parse(await read(context, path))
      if (/\.ya?ml$/.test(path)) parse(await read(context, path))
    }
    await compilePython(join(context.root, folder))
  },
)

/** Python and TOML are read by Python itself; a machine without it says so instead of passing in silence. */
async function compilePython(folder: string): Promise<void> {
  const script = [
    'import pathlib, py_compile, sys, tomllib',
    'paths = sorted(pathlib.Path(sys.argv[1]).rglob("*"))',
    'python = [p for p in paths if p.suffix == ".py"]',
    '[py_compile.compile(str(p), cfile=sys.argv[2], doraise=True) for p in python]',
    'toml = [tomllib.loads(p.read_text()) for p in paths if p.suffix == ".toml"]',
    'print(len(python), len(toml))',
  ].join('\n')
  const scratch = await mkdtemp(join(tmpdir(), 'sekoia-compile-'))
  const { stdout } = await execute('python3', ['-c', script, folder, join(scratch, 'compiled.pyc')])
  await rm(scratch, { recursive: true })
  expect(stdout.trim()).toBe('7 2')
}

test('the scaffolded action is installed from git, step by step, and then is there', async () => {
  const story = await openStory({ plug: { source: 'mysekoia', destination: 'myedr', topic: 'search_threat' } })
  const { context, side, instance } = story
  await scaffoldAction.run({ ...context, integration: actionOf() })
  const manifest = parse(await read(context, 'search_threat_trigger.yaml'))
  await expect(installAction.run(side(manifest))).rejects.toMatchObject({
    code: 'ACTIONS_REPOSITORY_MISSING',
    hint: expect.stringContaining('meshroom configure mysekoia -c actions_repository='),
  })
  const settings = { ...instance.settings, actions_repository: context.root }
  const withGit = side(manifest, { instance: { ...instance, settings } })
  await git(context.root, 'init', '--quiet', '--initial-branch=main')
  await git(context.root, 'commit', '--quiet', '--allow-empty', '-m', 'nothing yet')
  await expect(installAction.run(withGit)).rejects.toThrow(
    '"Check the files" failed: there is no manifest.json in the branch',
  )
  await git(context.root, 'add', '--all')
  await git(context.root, 'commit', '--quiet', '-m', 'with the action')
  await installAction.run(withGit)
  expect(context.said).toContain('Read actions and connectors: success')
  expect(story.emulator.tenant.actions.get(manifest.automation_action_uuid)).toMatchObject({ slug: 'search_threat' })
  await story.close()
})

test('the scaffolded intake format and connector are synchronised, and an edit of the parser reaches the tenant', async () => {
  const story = await openStory({ plug: { mode: 'pull' } })
  const { context, instance, plugSecrets } = story
  Object.assign(plugSecrets, { api_key: 'k' })
  await scaffoldIntakeFormat.run({ ...context, integration: fakeIntegration({ mode: 'pull' }) })
  const manifest = parse(await read(context, 'events_consumer_pull.yaml'))
  await git(context.root, 'init', '--quiet', '--initial-branch=main')
  await git(context.root, 'add', '--all')
  await git(context.root, 'commit', '--quiet', '-m', 'with the connector')
  const settings = { ...instance.settings, actions_repository: context.root }
  const peer = { name: 'myedr', product: 'myedr', settings: { base_url: 'https://edr.example' } }
  const side = story.side(manifest, { instance: { ...instance, settings }, peer })
  await createIntake.run(side)
  const parser = join(context.root, folder, 'events_format_pull/ingest/parser.yml')
  await writeFile(parser, `${await readFile(parser, 'utf8')}# edited\n`)
  await createIntake.run(side)
  const format = story.emulator.tenant.formats.get(manifest.intake_format_uuid)
  expect(format?.parser).toContain('# edited')
  expect(story.emulator.tenant.intakes.size).toBe(1)
  await story.close()
})
