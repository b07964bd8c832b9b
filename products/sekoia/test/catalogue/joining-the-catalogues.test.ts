import { expect, test } from 'vitest'
import { action, at, decide, format, id, module, pathsOf, settingsOf } from './fixtures.ts'

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
