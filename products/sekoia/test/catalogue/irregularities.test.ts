import { expect, test } from 'vitest'
import { action, at, decide, format, id, module, pathsOf, settingsOf } from './fixtures.ts'

const configured = (configuration: object) => decide({ 'Acme/manifest.json': module('acme', id(1), { configuration }) })

test('a connector and an action may have one uuid, because uuids are unique within a kind only', () => {
  const pulled = decide(
    {
      'Acme/manifest.json': module('acme', id(1)),
      'Acme/action_block.json': action(id(2)),
      'Acme/connector_logs.json': {
        name: 'Logs',
        uuid: id(2),
        arguments: { properties: { frequency: { type: 'integer', default: 5 } } },
      },
      'Acme/trigger_logs.json': { name: 'Logs', uuid: id(2) },
    },
    format('Acme/acme', { uuid: id(9), slug: 'acme', automation_module_uuid: id(1), automation_connector_uuid: id(2) }),
  )
  expect(at(pulled, 'products/sekoia/integrations/acme/block_trigger.yaml').automation_action_uuid).toBe(id(2))
  expect(at(pulled, 'products/sekoia/integrations/acme/events_consumer_pull.yaml')).toMatchObject({
    automation_connector_uuid: id(2),
    connector_settings: ['frequency'],
  })
  expect(pulled.skipped).toEqual([])
})

test('a second action with the uuid of another is skipped and said', () => {
  const pulled = decide({
    'A/manifest.json': module('a', id(1)),
    'A/action_x.json': action(id(2)),
    'A/action_y.json': action(id(2)),
  })
  expect(pathsOf(pulled)).toContain('products/sekoia/integrations/a/x_trigger.yaml')
  expect(pulled.skipped).toEqual([{ item: 'A/action_y.json', reason: `another action has its uuid ${id(2)}` }])
})

test('what a schema lists as secret is secret, though its name says nothing', () => {
  const settings = settingsOf(
    configured({ properties: { pem_file: { type: 'string' }, host: { type: 'string' } }, secrets: ['pem_file'] }),
    'acme',
  )
  expect(settings.pem_file).toMatchObject({ secret: true })
  expect(settings.host).not.toHaveProperty('secret')
})

test.each([
  'password',
  'api_token',
  'clientSecret',
  'apikey',
  'api_key',
  'API-Key',
  'private_key',
  'passphrase',
  'credentials',
])('%s is secret though no list names it', (name) => {
  expect(settingsOf(configured({ properties: { [name]: { type: 'string' } } }), 'acme')[name]).toMatchObject({
    secret: true,
  })
})

test.each([
  ['token_url', 'string'],
  ['token_uri', 'string'],
  ['use_token', 'boolean'],
  ['token_lifetime', 'integer'],
])('%s (%s) is no credential', (name, type) => {
  expect(settingsOf(configured({ properties: { [name]: { type } } }), 'acme')[name]).not.toHaveProperty('secret')
})

test('a setting with a secret inside is kept whole in the vault', () => {
  const settings = settingsOf(
    configured({
      properties: {
        firewalls: {
          type: 'array',
          items: { type: 'object', properties: { api_code: { type: 'string' }, ip: { type: 'string' } } },
        },
        account: { type: 'object', secrets: ['pem'], properties: { pem: { type: 'string' } } },
        keys: {
          type: 'object',
          properties: { '<id>': { type: 'object', properties: { private: { type: 'string' } } } },
        },
        proxies: { type: 'array', items: { type: 'object', properties: { host: { type: 'string' } } } },
      },
      secrets: ['api_code'],
    }),
    'acme',
  )
  expect(settings.firewalls).toMatchObject({ type: 'array', secret: true })
  expect(settings.account).toMatchObject({ type: 'object', secret: true })
  expect(settings.keys).toMatchObject({ type: 'object', secret: true })
  expect(settings.proxies).not.toHaveProperty('secret')
})

test('lists that name properties which do not exist are said, and harm nothing', () => {
  const pulled = configured({
    properties: { host: { type: 'string' } },
    secrets: ['cp_token'],
    required: ['host', 'port'],
  })
  expect(settingsOf(pulled, 'acme')).toEqual({ host: { name: 'host', type: 'string' } })
  expect(pulled.skipped).toEqual([
    { item: 'acme: setting port', reason: 'required, but there is no such property' },
    { item: 'acme: setting cp_token', reason: 'listed as secret, but there is no such property' },
  ])
})

test('a secret never has a default in clear text', () => {
  expect(
    settingsOf(
      configured({ properties: { token: { type: 'string', default: 'changeme' } }, required: ['token'] }),
      'acme',
    ).token,
  ).toEqual({
    name: 'token',
    type: 'string',
    secret: true,
  })
})

test.each([{}, { title: 'Nothing', type: 'object' }, { properties: {} }])(
  'a configuration of %j gives no settings',
  (configuration) => {
    expect(at(configured(configuration), 'products/acme/definition.yaml')).not.toHaveProperty('settings')
  },
)

test.each([
  ['null for a string', { type: 'string', default: null }, undefined],
  ['False for a string', { type: 'string', default: false }, undefined],
  ["'false' for a boolean", { type: 'boolean', default: 'false' }, false],
  ["'60' for an integer", { type: 'integer', default: '60' }, 60],
  ["'soon' for an integer", { type: 'integer', default: 'soon' }, undefined],
  ['1.5 for an integer', { type: 'integer', default: 1.5 }, undefined],
  ['a number for a string', { type: 'string', default: 443 }, '443'],
  ['a list for a list', { type: 'array', items: { type: 'string' }, default: ['a', 'b'] }, ['a', 'b']],
  ['one outside of the enum', { type: 'string', enum: ['a', 'b'], default: 'c' }, undefined],
])('a default of %s', (_, schema, expected) => {
  expect(settingsOf(configured({ properties: { it: schema } }), 'acme').it?.default).toEqual(expected)
})

test('a default that was dropped is said', () => {
  expect(configured({ properties: { it: { type: 'string', default: false } } }).skipped).toEqual([
    { item: 'acme: setting it', reason: 'its default false is no string' },
  ])
})

test.each([
  ['number', { type: 'number' }, 'number'],
  ['several types', { type: ['integer', 'string'] }, 'string'],
  ['a type or null', { type: ['string', 'null'] }, ['string', 'null']],
  ['nullable', { type: 'integer', nullable: true }, ['integer', 'null']],
  ['x-nullable', { type: 'integer', 'x-nullable': true }, ['integer', 'null']],
  ['anyOf', { anyOf: [{ type: 'object' }, { type: 'string' }] }, 'string'],
  ['oneOf with null', { oneOf: [{ type: 'integer' }, { type: 'null' }] }, ['integer', 'null']],
  ['no type but properties', { properties: { a: { type: 'string' } } }, 'object'],
  ['no type at all', {}, 'string'],
  ['a type that does not exist', { type: 'text' }, 'string'],
])('the type of a setting with %s', (_, schema, expected) => {
  expect(settingsOf(configured({ properties: { it: schema } }), 'acme').it?.type).toEqual(expected)
})

test('typing errors in keys, the wrong name of a format and a broken pattern leave a good setting', () => {
  const pulled = configured({
    '$schema~': 'x',
    properties: { when: { type: 'string', descrption: 'Since when', format: 'datetime', pattern: '[a-' } },
  })
  expect(settingsOf(pulled, 'acme').when).toEqual({
    name: 'when',
    type: 'string',
    description: 'Since when',
    format: 'date-time',
    required: false,
  })
})

test('internal and read-only arguments are no settings', () => {
  const pulled = configured({
    properties: { a: { type: 'string' }, b: { type: 'string', readonly: true }, c: { type: 'string' } },
    internal: ['c'],
  })
  expect(Object.keys(settingsOf(pulled, 'acme'))).toEqual(['a'])
})

test("an action's arguments become a schema that a validator takes", () => {
  const pulled = decide({
    'Acme/manifest.json': module('acme', id(1)),
    'Acme/action_find.json': action(id(2), {
      arguments: {
        '$schema~': 'x',
        type: 'object',
        secrets: ['key'],
        required: ['query', 'absent'],
        properties: {
          query: { type: 'string', default: false, in: 'body', 'x-nullable': true },
          since: { type: 'string', format: 'datetime', required: true },
          either: { anyOf: [{ type: 'object' }, { type: 'string' }], default: 'x' },
          key: { type: 'string', pattern: '(' },
        },
      },
    }),
  })
  const expected = {
    type: 'object',
    properties: {
      query: { type: ['string', 'null'] },
      since: { type: 'string', format: 'date-time' },
      either: { default: 'x', anyOf: [{ type: 'object' }, { type: 'string' }] },
      key: { type: 'string' },
    },
    required: ['query'],
  }
  expect(at(pulled, 'products/sekoia/integrations/acme/find_trigger.yaml').arguments).toEqual(expected)
  expect(at(pulled, 'products/acme/integrations/sekoia/find_executor.yaml').arguments).toEqual(expected)
})

test.each([
  ['ipinfo.io', 'ipinfo-io'],
  ['palo_alto', 'palo_alto'],
  ['Acme EDR', 'acme-edr'],
  ['../../etc', 'etc'],
  ['-flag', 'flag'],
  ['CON', 'con-product'],
])('the slug %s becomes the folder %s', (slug, folder) => {
  expect(pathsOf(decide({ 'A/manifest.json': module(slug, id(1)) }))).toEqual([`products/${folder}/definition.yaml`])
})

test.each([
  ['Whois', 'whois', 'whois', 'whois'],
  ['MISP', 'misp', 'misp-to-stix', 'to_stix'],
  ['Censys', 'censys', 'censys-report', 'report'],
  ['RiskIQ', 'riskiq', 'pdns-ip', 'pdns_ip'],
  ['RiskIQ', 'riskiq', 'riskiq-pdns-ip', 'pdns_ip'],
  ['BitDefender GravityZone', 'bitdefender_gravityzone', 'bitdefender_gravity_zone_kill_process', 'kill_process'],
  ['HarfangLab', 'harfanglab', 'harfanglab_endpoint_agent_isolation', 'endpoint_agent_isolation'],
  ['Acme', 'acme', '-acme-', 'acme'],
  ['Acme', 'acme', 'acmeology_scan', 'acmeology_scan'],
])('in %s (%s), action_%s.json is the topic %s', (folder, slug, stem, topic) => {
  const pulled = decide({
    [`${folder}/manifest.json`]: module(slug, id(1)),
    [`${folder}/action_${stem}.json`]: action(id(2)),
  })
  expect(pathsOf(pulled)).toContain(`products/sekoia/integrations/${slug}/${topic}_trigger.yaml`)
})

test('two actions of one module never share a topic', () => {
  const pulled = decide({
    'Acme/manifest.json': module('acme', id(1)),
    'Acme/action_acme_scan.json': action(id(2)),
    'Acme/action_scan.json': action(id(3)),
    'Acme/action_acme-scan.json': action(id(4)),
  })
  const triggers = pathsOf(pulled).filter((path) => path.endsWith('_trigger.yaml'))
  expect(new Set(triggers).size).toBe(3)
})

test('a connector for assets makes no events consumer', () => {
  const pulled = decide(
    {
      'Acme/manifest.json': module('acme', id(1)),
      'Acme/connector_hosts.json': { name: 'Hosts', uuid: id(2), type: 'asset', arguments: {} },
    },
    format('Acme/acme', { uuid: id(9), slug: 'acme', automation_module_uuid: id(1), automation_connector_uuid: id(2) }),
  )
  expect(pathsOf(pulled)).toEqual(['products/acme/definition.yaml'])
  expect(at(pulled, 'products/acme/definition.yaml').produces).toEqual({ assets: [{ mode: 'pull' }] })
  expect(pulled.skipped).toEqual([
    { item: 'acme: intake format acme', reason: 'its connector feeds assets, not events' },
  ])
})

test('formats are joined to modules by uuid: one with the name of another module is none of its', () => {
  const pulled = decide(
    {
      'Azure/manifest.json': module('azure', id(1)),
      'AzureAD/manifest.json': module('azure_ad', id(2)),
      'AzureAD/action_block.json': action(id(3)),
    },
    format('Microsoft/entra', { uuid: id(9), slug: 'azure_ad', name: 'Entra', automation_module_uuid: id(1) }),
  )
  expect(pathsOf(pulled)).toEqual([
    'products/azure-azure_ad/definition.yaml',
    'products/azure-azure_ad/integrations/sekoia/events_producer.yaml',
    'products/azure/definition.yaml',
    'products/azure_ad/definition.yaml',
    'products/azure_ad/integrations/sekoia/block_executor.yaml',
    'products/sekoia/integrations/azure-azure_ad/events_consumer.yaml',
    'products/sekoia/integrations/azure_ad/block_trigger.yaml',
  ])
  expect(at(pulled, 'products/azure_ad/definition.yaml')).not.toHaveProperty('produces')
})

test('a module has many formats, each a product of its own with the settings of the module it is pulled through', () => {
  const configuration = { properties: { key: { type: 'string' } }, required: ['key'], secrets: ['key'] }
  const pulled = decide(
    {
      'AWS/manifest.json': module('aws', id(1), { configuration }),
      'AWS/connector_trail.json': {
        name: 'Trail',
        uuid: id(2),
        arguments: {
          properties: { prefix: { type: 'string' }, intake_key: { type: 'string' } },
          required: ['intake_key'],
        },
      },
    },
    {
      ...format('AWS/Cloud Trail', {
        uuid: id(8),
        slug: 'aws_cloudtrail',
        automation_module_uuid: id(1),
        automation_connector_uuid: id(2),
      }),
      ...format('AWS/WAF', {
        uuid: id(9),
        slug: 'aws_waf',
        automation_module_uuid: id(1),
        automation_connector_uuid: id(2),
      }),
    },
  )
  expect(pulled).toMatchObject({ products: 3, consumers: 2, triggers: 0 })
  expect(settingsOf(pulled, 'aws_cloudtrail')).toEqual({ key: { name: 'key', type: 'string', secret: true } })
  expect(at(pulled, 'products/sekoia/integrations/aws_waf/events_consumer_pull.yaml')).toMatchObject({
    connector_settings: ['prefix'],
    module_settings: ['key'],
    module_required: ['key'],
    settings: [
      { name: 'prefix', type: 'string', required: false },
      { name: 'key', secret: true, required: false },
    ],
  })
})

test.each([
  ['is truncated', { automation_module_uuid: '00000000-0000-4000' }, 'no module has the uuid 00000000-0000-4000'],
  ['is missing', {}, 'names no automation_module_uuid'],
])("a format whose module's uuid %s is a consumer all the same, and that is said", (_, link, reason) => {
  const pulled = decide(
    { 'Acme/manifest.json': module('acme', id(1)) },
    format('Acme/fw', { uuid: id(9), slug: 'acme', ...link }),
  )
  expect(pathsOf(pulled)).toContain('products/sekoia/integrations/acme-acme/events_consumer.yaml')
  expect(at(pulled, 'products/sekoia/integrations/acme-acme/events_consumer.yaml')).not.toHaveProperty(
    'automation_module_uuid',
  )
  expect(pulled.skipped).toEqual([{ item: 'acme-acme: intake format acme: module', reason }])
})

test('one connector may serve several formats, and one that does not exist is said', () => {
  const pulled = decide(
    { 'A/manifest.json': module('a', id(1)), 'A/connector_c.json': { name: 'C', uuid: id(2), arguments: {} } },
    {
      ...format('A/x', { uuid: id(7), slug: 'x', automation_module_uuid: id(1), automation_connector_uuid: id(2) }),
      ...format('A/y', { uuid: id(8), slug: 'y', automation_module_uuid: id(1), automation_connector_uuid: id(2) }),
      ...format('A/z', { uuid: id(9), slug: 'z', automation_module_uuid: id(1), automation_connector_uuid: id(3) }),
    },
  )
  expect(pulled.consumers).toBe(3)
  expect(pulled.skipped).toEqual([
    {
      item: 'z: intake format z: connector',
      reason: `no connector has the uuid ${id(3)}, so its settings are unknown`,
    },
  ])
})

test('every push consumer has a producer side that shows how to forward', () => {
  const pulled = decide(
    {},
    format('Acme/fw', { uuid: id(9), slug: 'fw', name: 'Firewall', data_sources: { logs: 'all' } }),
  )
  const show = `https://docs.sekoia.io/operation_center/integration_catalog/uuid/${id(9)}/#instructions-on-the-3rd-party-solution`
  expect(at(pulled, 'products/fw/integrations/sekoia/events_producer.yaml')).toMatchObject({
    steps: [{ title: 'Forward the events of Firewall to the intake', show }],
  })
  expect(at(pulled, 'products/fw/definition.yaml').produces).toEqual({ events: [{ mode: 'push' }] })
})

test('utils, vendors without formats and folders without a parser are no formats', () => {
  const pulled = decide(
    {},
    {
      'utils/template/_meta/manifest.yml': '{{ cookiecutter }}: [',
      'utils/template/ingest/parser.yml': 'x',
      'Acme/_meta/manifest.yml': { name: 'Acme', slug: 'acme', uuid: id(1) },
      'Acme/draft/_meta/manifest.yml': { name: 'Draft', slug: 'draft', uuid: id(2) },
      ...format('Acme/fw', { uuid: id(3), slug: 'fw', automation_module_uuid: id(1) }),
    },
  )
  expect(at(pulled, 'products/fw/definition.yaml').vendor).toBe('Acme')
  expect(pulled).toMatchObject({ products: 1, consumers: 1 })
  expect(pulled.skipped).toContainEqual({ item: 'Acme/draft', reason: 'has no ingest/parser.yml, so it is no format' })
})

test('a file that cannot be read hides no other', () => {
  const pulled = decide({
    'Bad/manifest.json': '{',
    'Acme/manifest.json': module('acme', id(1)),
    'Acme/action_x.json': '[1]',
    'Lost/action_y.json': action(id(4)),
  })
  expect(pulled.products).toBe(1)
  expect(pulled.skipped.map(({ item }) => item)).toEqual(['Acme/action_x.json', 'Bad/manifest.json', 'Lost'])
})

test("the platform's own module makes actions of sekoia itself, and no other product", () => {
  const pulled = decide({
    'Sekoia.io/manifest.json': module('sekoia.io', id(1)),
    'Sekoia.io/action_get_alert.json': action(id(2)),
  })
  expect(pathsOf(pulled)).toEqual(['products/sekoia/integrations/sekoia/get_alert_trigger.yaml'])
  expect(pulled.products).toBe(0)
})

test('what is decided does not depend on the order of files', () => {
  const library = {
    'B/manifest.json': module('same', id(2)),
    'A/manifest.json': module('same', id(1)),
    'A/action_x.json': action(id(3)),
  }
  const formats = { ...format('V/b', { uuid: id(8), slug: 'same' }), ...format('V/a', { uuid: id(7), slug: 'same' }) }
  const reversed = (files: object) => Object.fromEntries(Object.entries(files).reverse())
  const pulled = decide(library, formats)
  expect(decide(reversed(library), reversed(formats))).toEqual(pulled)
  expect(pulled.products).toBe(4)
  expect(at(pulled, 'products/same/definition.yaml').description).toBe('About same')
  expect(pathsOf(pulled)).toContain('products/sekoia/integrations/same/x_trigger.yaml')
})
