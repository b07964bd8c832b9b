import { MeshroomError } from '@meshroom/model'
import { expect, test } from 'vitest'
import { capability, hook, integration, question, side } from '../../test/build-mesh.ts'
import { selectIntegrations } from './select-integrations.ts'
import type { PlugQuestion } from './weigh-offers.ts'

const searchExecutor = () =>
  side('myedr', {
    capabilities: ['produces events', 'executes search_threat'],
    hooks: [hook('myedr', 'setup.executor', { topic: 'search_threat' })],
  })
const sekoia = (...integrations: ReturnType<typeof integration>[]) =>
  side('sekoia', {
    integrations,
    hooks: [
      hook('sekoia', 'setup.consumer', { topic: 'events', ownsBoth: true }),
      hook('sekoia', 'setup.trigger', { requires: ['automation_action_uuid'] }),
    ],
  })
const searchTrigger = integration('sekoia', 'myedr', 'search_threat_trigger', {
  extra: { automation_action_uuid: '3b1f' },
})

function outcome(asked: PlugQuestion) {
  const { owner, mode, format, sides } = selectIntegrations(asked)
  return {
    owner,
    mode,
    ...(format !== undefined && { format }),
    steps: sides.flatMap(({ side: where, hooks, declarative }) => [
      ...hooks.map((each) => `${where} ${each.export}`),
      ...(declarative ? [`${where} declarative`] : []),
    ]),
  }
}

function refusal(asked: PlugQuestion): MeshroomError {
  try {
    selectIntegrations(asked)
  } catch (error) {
    if (error instanceof MeshroomError) return error
    throw error
  }
  throw new Error('the plug was made')
}

test('the tutorial: sekoia owns both sides of events, though myedr sets nothing up', () => {
  expect(outcome(question('events', searchExecutor(), sekoia()))).toEqual({
    owner: 'destination',
    mode: 'push',
    steps: ['destination setup_consumer_events'],
  })
})

test('the tutorial: search_threat is refused as sekoia has no integration for the trigger side, and the command that mends it is named', () => {
  const error = refusal(question('search_threat', sekoia(), searchExecutor()))
  expect(error.code).toBe('PLUG_NO_MATCH')
  expect(error.message).toContain('no integration for the trigger side')
  expect(error.hint).toBe('meshroom create integration sekoia myedr search_threat trigger --mode=push')
  expect(error.data?.missing).toEqual([
    {
      product: 'sekoia',
      target: 'myedr',
      topic: 'search_threat',
      role: 'trigger',
      mode: 'push',
      command: 'meshroom create integration sekoia myedr search_threat trigger --mode=push',
    },
  ])
  expect(error.data?.found).toEqual({
    source: [
      'setup hook products/sekoia/setup.ts#setup_trigger_any does not apply: requires automation_action_uuid in the manifest of an integration',
    ],
    destination: ['executor of search_threat (push, any format), declared'],
  })
})

test.each([
  ['push', []],
  ['pull', ['setup hook products/siem/setup.ts#setup_consumer_alerts does not apply: serves push only']],
] as const)('a hook for push is said not to apply to a plug in %s only where that is so', (mode, refused) => {
  const siem = side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'alerts', mode: 'push' })] })
  const { data } = refusal(question('alerts', side('edr', {}), siem, { mode }))
  const found = data?.found as { destination: string[] } | undefined
  expect(found?.destination.filter((line) => line.includes('does not apply'))).toEqual(refused)
})

test('the tutorial: once scaffolded, search_threat is plugged, the executor first', () => {
  expect(outcome(question('search_threat', sekoia(searchTrigger), searchExecutor()))).toEqual({
    owner: 'both',
    mode: 'push',
    steps: ['destination setup_executor_search_threat', 'source setup_trigger_any'],
  })
})

test.each<[string, PlugQuestion, string]>([
  [
    'nothing but declared capabilities',
    question(
      'events',
      side('edr', { capabilities: ['produces events'] }),
      side('siem', { capabilities: ['consumes events'] }),
    ),
    [
      'meshroom create integration edr siem events producer --mode=push',
      'meshroom create integration siem edr events consumer --mode=push',
    ].join('\n'),
  ],
  [
    'an owner of both whose other side cannot even produce it: its capability is missing, not an integration',
    question(
      'alerts',
      side('edr'),
      side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'alerts', ownsBoth: true })] }),
    ),
    'meshroom create capability edr alerts producer --mode=push',
  ],
  [
    'a manifest that is there without a hook: the file to write it in',
    question(
      'search_threat',
      side('soar', { integrations: [integration('soar', 'myedr', 'search_threat_trigger')] }),
      searchExecutor(),
    ),
    'write a setup hook in products/soar/integrations/myedr/search_threat_trigger.ts',
  ],
  [
    'a manifest without what the setup hook requires: the key too',
    question('search_threat', sekoia(integration('sekoia', 'myedr', 'search_threat_trigger')), searchExecutor()),
    'write a setup hook in products/sekoia/integrations/myedr/search_threat_trigger.ts, or automation_action_uuid in products/sekoia/integrations/myedr/search_threat_trigger.yaml',
  ],
  [
    'only pull on the one side: the other in pull',
    question(
      'alerts',
      side('edr', {
        capabilities: ['produces alerts pull'],
        hooks: [hook('edr', 'setup.producer', { topic: 'alerts', mode: 'pull' })],
      }),
      side('siem'),
    ),
    'meshroom create integration siem edr alerts consumer --mode=pull',
  ],
])('refused, naming what makes it: %s', (_, asked, hint) => {
  const error = refusal(asked)
  expect([error.code, error.hint]).toEqual(['PLUG_NO_MATCH', hint])
})

test('two formats that do not meet are named, and so is how to make one side speak the other', () => {
  const error = refusal(
    question(
      'events',
      side('edr', { hooks: [hook('edr', 'setup.producer', { topic: 'events', format: 'cef', mode: 'push' })] }),
      side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'events', format: 'ecs', mode: 'push' })] }),
    ),
  )
  expect(error.message).toContain('format differs: cef at the source, ecs at the destination')
  expect(error.hint).toContain('meshroom create integration edr siem events producer --mode=push --format=ecs')
})

const eachItsOwn = (more: { destinationOwns?: boolean; sourceOwns?: boolean } = {}) =>
  [
    side('edr', {
      hooks: [hook('edr', 'setup.producer', { topic: 'events', ...(more.sourceOwns && { ownsBoth: true }) })],
    }),
    side('siem', {
      hooks: [hook('siem', 'setup.consumer', { topic: 'events', ...(more.destinationOwns && { ownsBoth: true }) })],
    }),
  ] as const

test.each([
  [
    'each its own side goes before one that owns both',
    undefined,
    ['destination setup_consumer_events', 'source setup_producer_events'],
  ],
  ['--owner both', 'both', ['destination setup_consumer_events', 'source setup_producer_events']],
  ['--owner names the destination', 'my-siem', ['destination setup_consumer_events']],
  ['--owner names the source', 'my-edr', ['source setup_producer_events']],
])('%s', (_, owner, steps) => {
  const [source, destination] = eachItsOwn({ destinationOwns: true, sourceOwns: true })
  expect(outcome(question('events', source, destination, owner === undefined ? {} : { owner })).steps).toEqual(steps)
})

test('an owner that does not own both is refused and says so', () => {
  const error = refusal(question('events', ...eachItsOwn(), { owner: 'my-siem' }))
  expect(error.message).toContain('my-siem (siem) does not own both sides')
})

test('an owner that is none of the two instances', () => {
  expect(refusal(question('events', ...eachItsOwn(), { owner: 'my-sime' })).code).toBe('PLUG_OWNER_UNKNOWN')
})

test('pull: the source is set up first', () => {
  expect(outcome(question('events', ...eachItsOwn(), { mode: 'pull' })).steps).toEqual([
    'source setup_producer_events',
    'destination setup_consumer_events',
  ])
})

test.each([
  ['push where both can', ['produces events push', 'produces events pull'], 'push'],
  ['pull where only that meets', ['produces events pull'], 'pull'],
] as const)('mode unset: %s', (_, declared, mode) => {
  const owner = side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'events', ownsBoth: true })] })
  expect(outcome(question('events', side('edr', { capabilities: declared }), owner)).mode).toBe(mode)
})

test('owns_both of a manifest counts as that of a hook', () => {
  const manifest = integration('siem', 'edr', 'events_consumer', { ownsBoth: true })
  const siem = side('siem', { integrations: [manifest], hooks: [hook('siem', 'setup', { at: manifest })] })
  expect(outcome(question('events', side('edr', { capabilities: ['produces events'] }), siem)).owner).toBe(
    'destination',
  )
})

test('a capability with a URL needs no hook', () => {
  const tip = side('tip', {
    capabilities: [
      capability('produces threats pull stix', { http: { url: 'https://tip.example/threats', method: 'GET' } }),
    ],
  })
  const edr = side('edr', { hooks: [hook('edr', 'setup.consumer', { topic: 'threats', mode: 'pull' })] })
  expect(outcome(question('threats', tip, edr))).toEqual({
    owner: 'both',
    mode: 'pull',
    format: 'stix',
    steps: ['source declarative', 'destination setup_consumer_threats'],
  })
})

const own = integration('siem', 'edr', 'events_consumer')
const events = { capabilities: ['produces events'], hooks: [hook('edr', 'setup.producer', { topic: 'events' })] }

test.each([
  ["product-wide hooks yield to the integration's own", {}, ['own']],
  ['unless they are kept', { keepWhenOverloaded: true }, ['own', 'wide']],
  ['order counts before file names', { keepWhenOverloaded: true, order: 'first' }, ['wide', 'own']],
  ['a hook of another mode does not serve', { keepWhenOverloaded: true, mode: 'pull' }, ['own']],
  ['nor one of another topic', { keepWhenOverloaded: true, topic: 'alerts' }, ['own']],
  ['nor one that requires a key that the manifest lacks', { keepWhenOverloaded: true, requires: ['uuid'] }, ['own']],
] as const)('%s', (_, options, exports) => {
  const siem = side('siem', {
    integrations: [own],
    hooks: [
      hook('siem', 'setup', { at: own, name: 'own' }),
      hook('siem', 'setup.consumer', { name: 'wide', ...options }),
    ],
  })
  const { sides } = selectIntegrations(question('events', side('edr', events), siem))
  expect(sides[0].hooks.map((each) => each.export)).toEqual(exports)
})

test('hooks beside the manifest for another product do not serve', () => {
  const elsewhere = integration('siem', 'waf', 'events_consumer')
  const siem = side('siem', { integrations: [elsewhere], hooks: [hook('siem', 'setup', { at: elsewhere })] })
  expect(refusal(question('events', side('edr', events), siem)).code).toBe('PLUG_NO_MATCH')
})

test('an unset format takes the other side’s; formats differ in case only', () => {
  const edr = side('edr', { hooks: [hook('edr', 'setup.producer', { topic: 'events', format: 'CEF' })] })
  const open = side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'events' })] })
  const same = side('siem', { hooks: [hook('siem', 'setup.consumer', { topic: 'events', format: 'cef' })] })
  expect(outcome(question('events', edr, open)).format).toBe('CEF')
  expect(outcome(question('events', edr, same)).format).toBe('CEF')
})

test('of two formats that both fit, the first by name is taken whatever the order on disk, and it is said', () => {
  const both = (name: string, role: string) =>
    ['ecs', 'cef'].map((format) => hook(name, `setup.${role}`, { topic: 'events', format, name: format }))
  const ways = [both('edr', 'producer'), both('edr', 'producer').reverse()].map((hooks) =>
    selectIntegrations(question('events', side('edr', { hooks }), side('siem', { hooks: both('siem', 'consumer') }))),
  )
  expect(ways[0]).toEqual(ways[1])
  expect(ways[0]?.format).toBe('cef')
  expect(ways[0]?.sides[0].reason).toContain('format cef chosen of cef, ecs')
})

test('--format decides, and only hooks of that format run', () => {
  const siem = side('siem', {
    hooks: ['ecs', 'cef'].map((format) => hook('siem', 'setup.consumer', { topic: 'events', format, name: format })),
  })
  expect(outcome(question('events', side('edr', events), siem, { format: 'ECS' })).steps).toEqual([
    'destination ecs',
    'source setup_producer_events',
  ])
})

test('a declared format stays a limit though the setup hook names none', () => {
  const edr = side('edr', {
    hooks: [hook('edr', 'setup.producer', { topic: 'threats', format: 'misp', mode: 'push' })],
  })
  const tip = side('tip', {
    capabilities: ['consumes threats push stix'],
    hooks: [hook('tip', 'setup.consumer', { topic: 'threats', mode: 'push' })],
  })
  expect(refusal(question('threats', edr, tip)).message).toContain('format differs: misp at the source, stix')
})

test('a plug between two tenants of one product', () => {
  const siem = (instance: string) =>
    side('siem', {
      instance,
      hooks: [hook('siem', 'setup.producer', { topic: 'alerts' }), hook('siem', 'setup.consumer', { topic: 'alerts' })],
    })
  expect(outcome(question('alerts', siem('paris'), siem('lyon'))).owner).toBe('both')
})
