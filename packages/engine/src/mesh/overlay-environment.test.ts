import { expect, test } from 'vitest'
import { diskMesh } from '../../test/disk-mesh.ts'
import { planUp } from './plan-up.ts'
import { parseOverlay } from './read-overlay.ts'

const files = {
  'products/edr/definition.yaml':
    'name: edr\nproduces:\n  events:\n    - {}\nsettings:\n  - name: region\n    default: fra1\n',
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
  expect([await region(), await region('lab'), await region('other')]).toEqual(['lon1', 'test1', 'lon1'])
})

test.each([
  ['instances:\n  edrr:\n    settings: {}\n', 'ENVIRONMENT_NAMES_NOTHING', 2, 'did you mean "edr"?'],
  ['plugs:\n  edr/siem/event:\n    settings: {}\n', 'ENVIRONMENT_NAMES_NOTHING', 2, 'did you mean "edr/siem/events"?'],
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
})

test('settings of a plug are named by its ends and topic, with the mode where it is pull', () => {
  const { plugs, diagnostics } = parseOverlay('plugs:\n  a/b/events/pull:\n    settings: { rate: 5, on: true }\n', 'f')
  expect(diagnostics).toEqual([])
  expect(plugs).toMatchObject([{ name: 'a/b/events/pull', settings: { rate: 5, on: true } }])
})
