import { expect, test } from 'vitest'
import { action, at, decide, id, module, settingsOf } from './fixtures.ts'

const configured = (configuration: object) => decide({ 'Acme/manifest.json': module('acme', id(1), { configuration }) })

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
