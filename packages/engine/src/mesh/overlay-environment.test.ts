import { expect, test } from 'vitest'
import { diskMesh } from '../../test/disk-mesh.ts'
import { findEnvironments } from './check-environment.ts'
import { configureInstance } from './configure-instance.ts'
import { configurePlug } from './configure-plug.ts'
import { planUp } from './plan-up.ts'
import { parseOverlay } from './read-overlay.ts'
import { validateProject } from './validate-project.ts'

const files = {
  'products/edr/definition.yaml':
    'name: edr\nproduces:\n  events:\n    - {}\nsettings:\n  - name: region\n    default: fra1\n  - name: KEY\n    secret: true\n    required: false\n',
  'products/edr/integrations/siem/events_producer.yaml':
    'settings:\n  - name: burst\n    type: integer\n    required: false\n',
  'products/edr/hooks.ts':
    "import { setup } from '@meshroom/hooks-sdk'\nexport const s = setup.producer('events', async () => {})\n",
  'products/siem/definition.yaml': 'name: siem\nconsumes:\n  events:\n    - {}\n',
  'products/siem/hooks.ts':
    "import { setup } from '@meshroom/hooks-sdk'\nexport const s = setup.consumer('events', async () => {})\n",
  'instances/edr/edr/config.yaml': 'settings:\n  region: lon1\n',
  'instances/edr/edr/plugs/siem/events.yaml': 'topic: events\n',
  'instances/siem/siem/config.yaml': 'name: siem\n',
}

test('an environment has its own settings over those of the manifests, and its own state', async () => {
  await using mesh = await diskMesh({
    ...files,
    'environments/lab.yaml': 'instances:\n  edr:\n    settings:\n      region: test1\n',
  })
  const region = async (environment?: string) =>
    (await mesh.open(environment)).project.instances.get('edr')?.settings.region
  expect([await region(), await region('lab')]).toEqual(['lon1', 'test1'])
})

test.each([
  ['instances:\n  edrr:\n    settings: {}\n', 'ENVIRONMENT_NAMES_NOTHING', 2, 'did you mean "edr"?'],
  ['plugs:\n  edr/siem/event:\n    settings: {}\n', 'ENVIRONMENT_NAMES_NOTHING', 2, 'did you mean "edr/siem/events"?'],
  ['instances:\n  edr:\n    settings:\n      regoin: x\n', 'SETTING_UNKNOWN', 4, 'did you mean "region"?'],
  ['plugs:\n  edr/siem/events:\n    settings: { burts: 1 }\n', 'SETTING_UNKNOWN', 3, 'did you mean "burst"?'],
  ['plugs:\n  edr/siem/events:\n    settings: { burst: many }\n', 'SETTING_WRONG_TYPE', 3, undefined],
  ['instances:\n  edr:\n    settings:\n      KEY: hunter2\n', 'SECRET_IN_MANIFEST', 4, undefined],
  ['instances:\n  edr:\n    settings: &a { region: *a }\n', 'YAML_SYNTAX', 2, undefined],
  ['instance: {}\n', 'MANIFEST_UNKNOWN_KEY', 1, undefined],
  ['instances:\n  edr: fra1\n', 'MANIFEST_WRONG_TYPE', 2, undefined],
  ['instances: [\n', 'YAML_SYNTAX', 2, undefined],
])('what is wrong in it has its place, and no tenant is touched: %j', async (text, code, line, hint) => {
  await using mesh = await diskMesh({ ...files, 'environments/lab.yaml': text })
  const opened = await mesh.open('lab')
  expect(opened.project.diagnostics).toContainEqual(
    expect.objectContaining({ code, line, file: 'environments/lab.yaml', ...(hint !== undefined && { hint }) }),
  )
  const plan = await planUp(opened)
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code, message: expect.stringContaining(`environments/lab.yaml:${line}`) }])
  expect((await planUp(await mesh.open())).steps).toHaveLength(2)
  const validated = await validateProject(await mesh.open())
  expect(validated).toMatchObject([{ code, line, file: 'environments/lab.yaml' }])
})

test('an environment is known by its settings, in either spelling, or by what is recorded for it', async () => {
  await using mesh = await diskMesh({
    ...files,
    'environments/lab.yml': '',
    'environments/.hidden.yaml': '',
    'state/prod/edr/siem/events.json': '{}',
  })
  expect(await findEnvironments(mesh.root)).toEqual(['default', 'lab', 'prod'])
  await expect(mesh.open('prdo')).rejects.toMatchObject({
    code: 'ENVIRONMENT_UNKNOWN',
    hint: 'did you mean "prod"? a new one begins with a file environments/prdo.yaml, which may be empty',
  })
  await expect(mesh.open('../lab')).rejects.toMatchObject({ code: 'ENVIRONMENT_INVALID' })
  for (const environment of ['default', 'lab', 'prod'])
    expect((await mesh.open(environment)).environment).toBe(environment)
})

test('settings of a plug are named by its ends and topic, with the mode where it is pull', () => {
  const { plugs, diagnostics } = parseOverlay('plugs:\n  a/b/events/pull:\n    settings: { rate: 5, on: true }\n', 'f')
  expect(diagnostics).toEqual([])
  expect(plugs).toMatchObject([{ name: 'a/b/events/pull', settings: { rate: 5, on: true } }])
})

test.each(['[]\n', 'edr:\n  region: x\n', 'instances: edr\n', 'instances:\n  edr: { region: x }\n'])(
  'a file of an environment that says otherwise is shown how to: %o',
  (text) => {
    const [diagnostic] = parseOverlay(text, 'environments/lab.yaml').diagnostics
    const hint = diagnostic?.hint ?? ''
    const example = hint.slice(hint.indexOf('\n') + 1)
    expect(parseOverlay(example, 'x')).toMatchObject({
      instances: [{ name: 'mysekoia' }],
      plugs: [{ name: 'myedr/mysekoia/events' }],
      diagnostics: [],
    })
  },
)

test('configure does not change for every environment what default has of its own', async () => {
  await using mesh = await diskMesh({
    ...files,
    'environments/default.yaml':
      'instances:\n  edr:\n    settings:\n      region: test1\nplugs:\n  edr/siem/events/push:\n    settings:\n      burst: 5\n',
    'environments/lab.yaml': '',
  })
  const before = await mesh.read('instances/edr/edr/config.yaml')
  const opened = await mesh.open()
  const region = { name: 'edr', settings: { region: 'lon2' }, secrets: {} }
  const refused = { code: 'SETTING_OVERLAID', file: 'environments/default.yaml', line: 4, column: 7 }
  await expect(configureInstance(opened, region)).rejects.toMatchObject(refused)
  await expect(configureInstance(opened, { ...region, settings: {} })).rejects.toMatchObject(refused)
  const plug = { source: 'edr', destination: 'siem', topic: 'events' }
  await expect(configurePlug(opened, { ...plug, settings: { burst: '7' }, secrets: {} })).rejects.toMatchObject({
    code: 'SETTING_OVERLAID',
    line: 8,
  })
  expect(await mesh.read('instances/edr/edr/config.yaml')).toBe(before)
  await configureInstance(opened, { name: 'edr', settings: {}, secrets: { KEY: 'k' } })
})

test('configure of an environment changes that one alone, in its file, which keeps what stands there', async () => {
  const own = '# of the lab\nplugs:\n  edr/siem/events/push: # by push\n    settings:\n      burst: 5\n'
  await using mesh = await diskMesh({ ...files, 'environments/lab.yaml': own })
  const manifests = ['instances/edr/edr/config.yaml', 'instances/edr/edr/plugs/siem/events.yaml']
  const before = await Promise.all(manifests.map(mesh.read))
  const region = { name: 'edr', settings: { region: 'mars' }, secrets: {} }
  expect(await configureInstance(await mesh.open('lab'), region)).toMatchObject({ files: ['environments/lab.yaml'] })
  const plug = { source: 'edr', destination: 'siem', topic: 'events', settings: { burst: '7' }, secrets: {} }
  await configurePlug(await mesh.open('lab'), plug)
  expect(await mesh.read('environments/lab.yaml')).toBe(
    `${own.replace('5', '7')}instances:\n  edr:\n    settings:\n      region: mars\n`,
  )
  expect(await Promise.all(manifests.map(mesh.read))).toEqual(before)
  expect((await mesh.open('lab')).project.instances.get('edr')?.settings).toMatchObject({ region: 'mars' })
  expect(await configureInstance(await mesh.open('lab'), region)).toMatchObject({ files: [] })
})

test('of what is asked, an environment keeps what is answered otherwise; the rest goes on following the manifest', async () => {
  await using mesh = await diskMesh({ ...files, 'environments/lab.yml': '' })
  const answer = async (region: string) => {
    mesh.answers.push(region)
    await configureInstance(await mesh.open('lab'), { name: 'edr', settings: {}, secrets: {} })
    return mesh.read('environments/lab.yml')
  }
  expect(await answer('lon1')).toBe('')
  expect(await answer('mars')).toContain('region: mars')
})
