import { describe, expect, it } from 'vitest'
import { breakField, type Path } from '../../test/break-fields.ts'
import type { JsonValue } from '../json-value.ts'

const valid = {
  name: 'myedr',
  vendor: 'Example Corp',
  description: 'Watches endpoints',
  tags: ['edr'],
  consumes: { threats: [{ format: 'stix', mode: 'push' }] },
  produces: {
    events: [
      {
        url: 'https://api.example.com',
        method: 'GET',
        headers: { a: 'b' },
        auth: { secret: 'API_KEY', scheme: 'basic' },
      },
    ],
  },
  triggers: { isolate_host: [{}] },
  executes: { search_threat: { title: 'Search', description: 'Looks for it' } },
  settings: [
    {
      name: 'API_KEY',
      type: 'string',
      title: 'Key',
      description: 'A key',
      default: 'abc',
      required: true,
      secret: true,
      nullable: false,
      enum: ['abc'],
      format: 'x',
      pattern: 'a',
    },
    { name: 'port', type: 'integer', minimum: 1, maximum: 9 },
    {
      name: 'proxies',
      type: 'array',
      items: { type: 'object', required: ['host'], secrets: ['key'], properties: [{ name: 'host' }] },
    },
  ],
  permissions: { net: ['a.example.com'], run: ['git'], write: ['{folder}'], git: true },
  concurrency: 1,
}

describe('a product definition', () => {
  it('is valid as it stands', () => {
    expect(breakField('product', valid, [['name'], 'myedr'])).toEqual([])
  })

  it.each<[Path, JsonValue | undefined, string]>([
    [['name'], ['x'], 'MANIFEST_WRONG_TYPE name:'],
    [['name'], '../x', 'NAME_INVALID name: ../x'],
    [['vendor'], 3, 'MANIFEST_WRONG_TYPE vendor: 3'],
    [['description'], true, 'MANIFEST_WRONG_TYPE description: true'],
    [['tags'], { edr: 1 }, 'MANIFEST_WRONG_TYPE tags:'],
    [['tags', 0], 7, 'MANIFEST_WRONG_TYPE - 7'],
    [['consumes'], 'threats', 'MANIFEST_WRONG_TYPE consumes: threats'],
    [['consumes', 'threats'], 'stix', 'MANIFEST_WRONG_TYPE threats: stix'],
    [['consumes', 'threats', 0], 'stix', 'MANIFEST_WRONG_TYPE - stix'],
    [['consumes', 'threats', 0, 'mode'], 'pushh', 'MANIFEST_WRONG_VALUE mode: pushh'],
    [['consumes', 'threats', 0, 'format'], 2.1, 'MANIFEST_WRONG_TYPE - format: 2.1'],
    [['consumes', 'threats', 0, 'topic'], 1, 'MANIFEST_WRONG_TYPE topic: 1'],
    [['consumes', 'a/b'], [{}], 'NAME_INVALID a/b:'],
    [['consumes', 'events_pull'], [{}], 'NAME_INVALID events_pull:'],
    [['consumes', 'aux'], [{}], 'NAME_NOT_PORTABLE aux:'],
    [['consumes', 'produces'], [{}], 'MANIFEST_MISPLACED_KEY produces:'],
    [['produces', 'events', 0, 'url'], 1, 'MANIFEST_WRONG_TYPE - url: 1'],
    [['produces', 'events', 0, 'method'], 'FETCH', 'MANIFEST_WRONG_VALUE method: FETCH'],
    [['produces', 'events', 0, 'headers'], 'x', 'MANIFEST_WRONG_TYPE headers: x'],
    [['produces', 'events', 0, 'headers', 'a'], ['b'], 'MANIFEST_WRONG_TYPE a:'],
    [['produces', 'events', 0, 'auth'], 1, 'MANIFEST_WRONG_TYPE auth: 1'],
    [['produces', 'events', 0, 'auth', 'secret'], undefined, 'MANIFEST_MISSING_KEY auth:'],
    [['produces', 'events', 0, 'auth', 'scheme'], 'digest', 'MANIFEST_WRONG_VALUE scheme: digest'],
    [['produces', 'events', 0, 'auth', 'name'], 1, 'MANIFEST_WRONG_TYPE name: 1'],
    [['produces', 'events', 0, 'auth', 'user'], 'x', 'MANIFEST_UNKNOWN_KEY user: x'],
    [['produces', 'events', 0, 'fromat'], 'x', 'MANIFEST_UNKNOWN_KEY fromat: x'],
    [['triggers'], 1, 'MANIFEST_WRONG_TYPE triggers: 1'],
    [['executes', 'search_threat', 'title'], 1, 'MANIFEST_WRONG_TYPE title: 1'],
    [['executes', 'search_threat', 'description'], 1, 'MANIFEST_WRONG_TYPE description: 1'],
    [['settings'], 'x', 'MANIFEST_WRONG_TYPE settings: x'],
    [['settings', 0, 'name'], undefined, 'MANIFEST_MISSING_KEY - type: string'],
    [['settings', 0, 'name'], '', 'MANIFEST_WRONG_VALUE - name: ""'],
    [['settings', 1, 'name'], 'API_KEY', 'SETTING_TWICE - name: API_KEY'],
    [['settings', 1, 'name'], 'a=b', 'NAME_INVALID - name: a=b'],
    [['settings', 0, 'type'], 'text', 'MANIFEST_WRONG_VALUE type: text'],
    [['settings', 0, 'title'], 1, 'MANIFEST_WRONG_TYPE title: 1'],
    [['settings', 0, 'description'], [], 'MANIFEST_WRONG_TYPE description: []'],
    [['settings', 0, 'default'], 'other', 'SETTING_DEFAULT_UNFIT default: other'],
    [['settings', 0, 'required'], 'yes', 'MANIFEST_WRONG_TYPE required: "yes"'],
    [['settings', 0, 'secret'], 'true', 'MANIFEST_WRONG_TYPE secret: "true"'],
    [['settings', 0, 'secrt'], true, 'MANIFEST_UNKNOWN_KEY secrt: true'],
    [['settings', 0, 'nullable'], 1, 'MANIFEST_WRONG_TYPE nullable: 1'],
    [['settings', 0, 'enum'], 'abc', 'MANIFEST_WRONG_TYPE enum: abc'],
    [['settings', 0, 'format'], 1, 'MANIFEST_WRONG_TYPE format: 1'],
    [['settings', 0, 'pattern'], '(', 'SETTING_PATTERN_INVALID pattern: ('],
    [['settings', 1, 'minimum'], 'one', 'MANIFEST_WRONG_TYPE minimum: one'],
    [['settings', 1, 'maximum'], 'nine', 'MANIFEST_WRONG_TYPE maximum: nine'],
    [['settings', 2, 'items'], 'strings', 'MANIFEST_WRONG_VALUE items: strings'],
    [['settings', 2, 'items', 'type'], 'list', 'MANIFEST_WRONG_VALUE type: list'],
    [['settings', 2, 'items', 'required', 0], 1, 'MANIFEST_WRONG_TYPE - 1'],
    [['settings', 2, 'items', 'secrets'], 'key', 'MANIFEST_WRONG_TYPE secrets: key'],
    [['settings', 2, 'items', 'properties'], 'host', 'MANIFEST_WRONG_TYPE properties: host'],
    [['settings', 2, 'items', 'properties', 0, 'secrets'], 1, 'MANIFEST_WRONG_TYPE secrets: 1'],
    [['permissions'], 'all', 'MANIFEST_WRONG_TYPE permissions: all'],
    [['permissions', 'net', 0], 1, 'MANIFEST_WRONG_TYPE - 1'],
    [['permissions', 'run'], 1, 'MANIFEST_WRONG_TYPE run: 1'],
    [['permissions', 'write'], 1, 'MANIFEST_WRONG_TYPE write: 1'],
    [['permissions', 'git'], 'yes', 'MANIFEST_WRONG_TYPE git: "yes"'],
    [['permissions', 'network'], [], 'MANIFEST_UNKNOWN_KEY network: []'],
    [['concurrency'], 0, 'MANIFEST_WRONG_VALUE concurrency: 0'],
    [['concurrency'], 1.5, 'MANIFEST_WRONG_TYPE concurrency: 1.5'],
    [['produce'], {}, 'MANIFEST_UNKNOWN_KEY produce: {}'],
    [['settings', 0, 'produces'], {}, 'MANIFEST_MISPLACED_KEY produces: {}'],
  ])('with %j as %j is wrong at that line: %s', (path, value, expected) => {
    expect(breakField('product', valid, [path, value])).toEqual([expected])
  })

  it.each<[Path, JsonValue]>([
    [['homepage'], 'https://example.com'],
    [['settings', 0, 'widget'], 'textarea'],
    [['consumes', 'threats', 0, 'protocol'], 'taxii'],
    [['consumes', 'threats'], null],
    [['consumes', '*'], [{}]],
    [['settings', 0, 'items'], []],
    [
      ['settings', 1, 'type'],
      ['integer', 'null'],
    ],
    [['vendor'], ''],
  ])('with %j as %j is still valid', (path, value) => {
    expect(breakField('product', valid, [path, value])).toEqual([])
  })
})
