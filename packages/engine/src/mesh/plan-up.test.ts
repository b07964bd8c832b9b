import { beforeEach, describe, expect, test } from 'vitest'
import { causes, down, edrFeedsSiem, up } from '../../test/edr-feeds-siem.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import type { PlugState } from '../state/plug-state.ts'
import { planDown } from './plan-down.ts'
import { planUp } from './plan-up.ts'
import { refreshPlan } from './refresh-plan.ts'

let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
})

test('changed settings lead to the steps they concern and those after them', async () => {
  mesh.instance('my-siem', 'siem', { url: 'https://a' })
  await up(mesh)
  mesh.instance('my-siem', 'siem', { url: 'https://b' })
  expect(await causes(mesh)).toEqual(['setup my-siem: settings changed: url', 'setup my-edr: settings changed: url'])
  await up(mesh)
  expect(await causes(mesh)).toEqual([])
})

test('a changed secret is seen by its name, and its value stands nowhere', async () => {
  const secret = { name: 'API_KEY', type: 'string', nullable: false, required: true, secret: true } as const
  mesh.product('siem', [], { settings: [secret] })
  mesh.secrets.set('instance siem/my-siem', { API_KEY: 'first-value' })
  await up(mesh)
  expect(await causes(mesh)).toEqual([])
  mesh.secrets.set('instance siem/my-siem', { API_KEY: 'second-value' })
  expect(await causes(mesh)).toEqual([
    'setup my-siem: secret changed: API_KEY',
    'setup my-edr: an earlier step of the plug runs again',
  ])
  await up(mesh)
  expect(await causes(mesh)).toEqual([])
  expect(JSON.stringify([...mesh.disk.files])).not.toMatch(/first-value|second-value/)
})

test('a secret that a hook wrote makes no run', async () => {
  const secret = { name: 'TOKEN', type: 'string', nullable: false, required: false, secret: true } as const
  mesh.product('siem', [], { settings: [secret] })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => {
    mesh.secrets.set('instance siem/my-siem', { TOKEN: `${mesh.calls.length}` })
    mesh.writtenSecrets.add('instance siem/my-siem.TOKEN')
  })
  await up(mesh)
  mesh.writtenSecrets.clear()
  expect(await causes(mesh)).toEqual([])
})

test('changed hook code is seen', async () => {
  await up(mesh)
  mesh.codeVersion = '2'
  expect(await causes(mesh)).toEqual(['setup my-siem: hook code changed', 'setup my-edr: hook code changed'])
})

test('a changed manifest of the integration is seen by its key', async () => {
  const manifest = (uuid: string) =>
    mesh.integration('siem', 'edr', 'events_consumer', { extra: { format_uuid: uuid } })
  manifest('1')
  await up(mesh)
  manifest('2')
  expect((await causes(mesh))[0]).toBe('setup my-siem: definition changed: format_uuid')
})

describe('a hook that says replace', () => {
  const replacing = (...products: readonly string[]) => {
    for (const product of products)
      mesh.hook(product, product === 'siem' ? 'setup.consumer' : 'setup.producer', { topic: 'events', replace: true })
  }

  test('on the last side: that side alone is torn down and set up', async () => {
    replacing('edr')
    await up(mesh)
    mesh.codeVersions.set('edr', '2')
    expect(await causes(mesh)).toEqual([
      'teardown my-edr: hook code changed (replaced)',
      'setup my-edr: hook code changed (replaced)',
    ])
    mesh.calls.length = 0
    await up(mesh)
    expect(mesh.calls).toEqual(['teardown my-edr', 'setup my-edr'])
    expect(mesh.states.get('my-edr/my-siem/events/push')?.status).toBe('up')
    expect(await causes(mesh)).toEqual([])
  })

  test('on the first side: the other follows, as it may depend on what is new, by its own setup', async () => {
    replacing('siem')
    await up(mesh)
    mesh.codeVersions.set('siem', '2')
    expect(await causes(mesh)).toEqual([
      'teardown my-siem: hook code changed (replaced)',
      'setup my-siem: hook code changed (replaced)',
      'setup my-edr: after my-siem was replaced',
    ])
    mesh.calls.length = 0
    await up(mesh)
    expect(mesh.calls).toEqual(['teardown my-siem', 'setup my-siem', 'setup my-edr'])
  })

  test('on both sides, with a change of the first: both are replaced, in reverse and then in order', async () => {
    replacing('siem', 'edr')
    await up(mesh)
    mesh.codeVersions.set('siem', '2')
    expect(await causes(mesh)).toEqual([
      'teardown my-edr: after my-siem was replaced',
      'teardown my-siem: hook code changed (replaced)',
      'setup my-siem: hook code changed (replaced)',
      'setup my-edr: after my-siem was replaced',
    ])
    await up(mesh)
    expect(await causes(mesh)).toEqual([])
  })

  test('what a side that is gone had put out is gone too: its setup begins anew, the other side keeps its own', async () => {
    mesh.hook('edr', 'setup.producer', { topic: 'events' }, (_, put) => put('stream', 's-1'))
    mesh.hook('siem', 'setup.consumer', { topic: 'events', replace: true }, ({ plug }, put) => {
      expect(plug?.outputs).not.toHaveProperty('intake')
      put('intake', `i-${mesh.calls.length}`)
    })
    await up(mesh)
    mesh.codeVersions.set('siem', '2')
    mesh.inputs.length = 0
    await up(mesh)
    expect(mesh.inputs.map(({ plug }) => plug?.outputs)).toEqual([
      { intake: 'i-1', stream: 's-1' },
      { stream: 's-1' },
      { intake: 'i-4', stream: 's-1' },
    ])
    expect(mesh.states.get('my-edr/my-siem/events/push')).toMatchObject({
      outputs: { intake: 'i-4', stream: 's-1' },
      putBy: { intake: 'destination', stream: 'source' },
    })
  })

  test('where it is not recorded which side put out what, all of the plug is replaced', async () => {
    replacing('edr')
    mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (_, put) => put('intake', 'i-1'))
    await up(mesh)
    const { putBy: _, ...older } = mesh.states.get('my-edr/my-siem/events/push') as PlugState
    mesh.record(older)
    mesh.codeVersions.set('edr', '2')
    expect((await causes(mesh)).map((cause) => cause.split(':', 1)[0])).toEqual([
      'teardown my-edr',
      'teardown my-siem',
      'setup my-siem',
      'setup my-edr',
    ])
  })

  test('cut off after the teardown, it goes on with the setup', async () => {
    replacing('siem')
    await up(mesh)
    mesh.codeVersions.set('siem', '2')
    const controller = new AbortController()
    mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => controller.abort())
    await up(mesh, { signal: controller.signal })
    expect(await causes(mesh)).toEqual(['setup my-siem: new', 'setup my-edr: an earlier step of the plug runs again'])
  })
})

test('a side that the other one sets up from now on is torn down, and the other does it', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events', ownsBoth: true })
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'both' })
  await up(mesh)
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'my-edr' })
  expect(await causes(mesh)).toEqual([
    'teardown my-siem: my-edr sets up both ends now',
    'setup my-edr: after my-siem was torn down',
  ])
  await up(mesh)
  expect(await causes(mesh)).toEqual([])
  expect(mesh.states.get('my-edr/my-siem/events/push')?.steps.map(({ instance }) => instance)).toEqual(['my-edr'])
})

test('another format undoes the old one first, with the format it was set up in', async () => {
  mesh.plug('events', 'my-edr', 'my-siem', { format: 'cef' })
  await up(mesh)
  mesh.plug('events', 'my-edr', 'my-siem', { format: 'ecs' })
  expect((await causes(mesh))[0]).toBe('teardown my-edr: format changed: cef to ecs')
  mesh.inputs.length = 0
  await up(mesh)
  expect(mesh.inputs.map(({ plug }) => plug?.format)).toEqual(['cef', 'cef', 'ecs', 'ecs'])
})

test('an integration made after a generic one was set up replaces it', async () => {
  await up(mesh)
  mesh.integration('siem', 'edr', 'events_consumer')
  expect((await causes(mesh))[0]).toContain(
    'integration changed: generic to products/siem/integrations/edr/events_consumer.yaml',
  )
})

test('what was unplugged while up is torn down by the next up, from what was recorded', async () => {
  mesh.instance('my-siem', 'siem', { url: 'https://a' })
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem').instance('my-siem', 'siem', { url: 'https://b' })
  expect(await causes(mesh)).toEqual(['teardown my-edr: unplugged', 'teardown my-siem: unplugged'])
  mesh.inputs.length = 0
  await up(mesh)
  expect(mesh.inputs[1]?.instance?.settings).toEqual({ url: 'https://a' })
  expect(mesh.states.size).toBe(0)
})

test('an instance removed while up is torn down with its secrets, which go only then', async () => {
  await up(mesh)
  mesh.secrets.set('instance siem/my-siem', { API_KEY: 'k' }).set('plug my-edr/my-siem/events/push', { KEY: 'k' })
  mesh.unplug('events', 'my-edr', 'my-siem').removeInstance('my-siem')
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => void expect(mesh.secrets.size).toBe(2))
  const report = await up(mesh)
  expect(report.failed).toEqual([])
  expect(mesh.secrets.size).toBe(0)
})

test('a plug whose product is gone is refused, and what it needs is kept', async () => {
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem').removeInstance('my-siem').removeProduct('siem')
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code: 'PRODUCT_GONE' }])
  expect(mesh.states.size).toBe(1)
})

test('a plug whose product is gone, still wanted: that it is to be brought back is said where it is up, else that it is to be made', async () => {
  mesh.removeProduct('siem')
  const [fresh] = (await planUp(mesh.open())).refused
  expect(fresh).toMatchObject({ code: 'PRODUCT_UNKNOWN', hint: 'meshroom create product siem' })
  mesh = edrFeedsSiem()
  await up(mesh)
  mesh.removeProduct('siem')
  const { refused, steps } = await planUp(mesh.open())
  expect(steps).toEqual([])
  expect(refused).toEqual([
    expect.objectContaining({
      code: 'PRODUCT_GONE',
      hint: expect.stringMatching(/^bring products\/siem back.*git restore products\/siem/),
    }),
  ])
})

test('status: up of an earlier tool is adopted: up does nothing, down tears down, and it is not adopted again', async () => {
  mesh.plug('events', 'my-edr', 'my-siem', { status: 'up' })
  await up(mesh)
  expect(mesh.calls).toEqual([])
  expect(mesh.states.get('my-edr/my-siem/events/push')?.status).toBe('up')
  await down(mesh)
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem'])
  expect(await causes(mesh)).toEqual(['setup my-siem: new', 'setup my-edr: new'])
})

test('a plug whose manifest is broken touches no tenant, whether or not it was up', async () => {
  await up(mesh)
  mesh.instance('my-siem', 'siem', {})
  mesh.diagnostics.push({
    severity: 'error',
    code: 'YAML_SYNTAX',
    message: 'broken',
    file: 'instances/siem/my-siem/config.yaml',
    line: 3,
    column: 1,
  })
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code: 'YAML_SYNTAX', message: expect.stringContaining('config.yaml:3:1') }])
})

test('a filter plans the plugs it names, and a name that is nearly right is suggested', async () => {
  mesh.instance('lyon', 'siem').plug('events', 'my-edr', 'lyon')
  const opened = mesh.open()
  expect((await planUp(opened, { destination: 'lyon' })).steps.map(({ plug }) => plug.destination)).toEqual([
    'lyon',
    'lyon',
  ])
  await expect(planUp(opened, { source: 'my-edrs' })).rejects.toMatchObject({
    code: 'INSTANCE_UNKNOWN',
    data: { suggestions: ['my-edr'] },
  })
  await expect(planDown(opened, { topic: 'event' })).rejects.toMatchObject({
    code: 'TOPIC_UNKNOWN',
    data: { suggestions: ['events'] },
  })
})

test.each([
  ['ends swapped', { source: 'my-siem', destination: 'my-edr', topic: 'events' }, 'my-siem/my-edr/events'],
  ['a destination alone, as a source', { source: 'my-siem' }, 'my-siem'],
  ['a mode that it has not', { topic: 'events', mode: 'pull' }, '*/*/events/pull'],
] as const)('names that no plug fits together are refused, with what there is: %s', async (_, pattern, said) => {
  const near = 'my-edr/my-siem/events/push'
  const refused = {
    code: 'PLUG_UNKNOWN',
    message: expect.stringContaining(`${said} `),
    hint: expect.stringContaining(near),
    data: { pattern: said, suggestions: [near] },
  }
  const opened = mesh.open()
  await expect(planUp(opened, { exclude: [pattern] })).rejects.toMatchObject(refused)
  await expect(planUp(opened, pattern)).rejects.toMatchObject(refused)
  await expect(planDown(opened, pattern)).rejects.toMatchObject(refused)
})

test('a plug that is gone can still be named, and left out, while it is up', async () => {
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem')
  const gone = { source: 'my-edr', destination: 'my-siem', topic: 'events' }
  expect((await planUp(mesh.open(), gone)).steps).toHaveLength(2)
  expect((await planUp(mesh.open(), { exclude: [gone] })).steps).toEqual([])
})

test('a plan about plugs that are gone since is stale', async () => {
  const plan = await planUp(mesh.open(), { source: 'my-edr', destination: 'my-siem' })
  mesh.unplug('events', 'my-edr', 'my-siem')
  await expect(refreshPlan(mesh.open(), plan)).rejects.toMatchObject({ code: 'PLAN_STALE' })
})

test('a plan that is not obeyed says what would be done now, and with which cause', async () => {
  const plan = await planUp(mesh.open())
  await up(mesh)
  mesh.codeVersions.set('siem', 'v2')
  await expect(refreshPlan(mesh.open(), plan)).rejects.toThrow(
    /to be done now: my-edr\/my-siem\/events\/push\/destination\/setup\/\S+ \(hook code changed\).*; planned then: .* \(new\)/,
  )
})

test.each<[string, (later: TestMesh) => void]>([
  ['the code of a hook that only undoes', (later) => later.codeVersions.set('siem', 'v2')],
  [
    'what a product may reach',
    (later) => later.product('siem', [], { permissions: { net: ['later.example'], git: false, run: [], write: [] } }),
  ],
])('a plan of a teardown is stale once %s has changed', async (_, change) => {
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem')
  const plans = [await planUp(mesh.open()), await planDown(mesh.open())]
  for (const plan of plans) expect(await refreshPlan(mesh.open(), plan)).toEqual(plan)
  change(mesh)
  for (const plan of plans) await expect(refreshPlan(mesh.open(), plan)).rejects.toMatchObject({ code: 'PLAN_STALE' })
})

test('an instance that is gone can still be named while something of it is up', async () => {
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem').removeInstance('my-siem')
  expect((await planDown(mesh.open(), { destination: 'my-siem' })).steps).toHaveLength(2)
})

test('a required setting without a value is refused before a tenant is touched, with the command that gives it', async () => {
  mesh.product('siem', [], {
    settings: [{ name: 'url', type: 'string', nullable: false, required: true, secret: false }],
  })
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code: 'SETTING_MISSING', hint: 'meshroom configure my-siem' }])
})

test('the order of manifests and hooks on disk changes no plan', async () => {
  mesh.instance('lyon', 'siem').plug('events', 'my-edr', 'lyon')
  mesh.hook('siem', 'setup.consumer', { topic: 'events', name: 'a', order: 'last' })
  const plan = await planUp(mesh.open())
  const other = new TestMesh().product('siem').product('edr')
  other.hook('siem', 'setup.consumer', { topic: 'events', name: 'a', order: 'last' })
  other.hook('siem', 'setup.consumer', { topic: 'events' })
  other.hook('edr', 'setup.producer', { topic: 'events' })
  other.instance('lyon', 'siem').instance('my-siem', 'siem').instance('my-edr', 'edr')
  other.plug('events', 'my-edr', 'my-siem').plug('events', 'my-edr', 'lyon')
  expect(await planUp(other.open())).toEqual(plan)
})
