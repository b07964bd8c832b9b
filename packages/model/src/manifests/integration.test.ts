import { describe, expect, it } from 'vitest'
import { breakField, type Path } from '../../test/break-fields.ts'
import type { JsonValue } from '../json-value.ts'

const valid = {
  product: 'sekoia',
  target_product: 'myedr',
  target: 'myedr',
  topic: 'events',
  role: 'consumer',
  mode: 'pull',
  format: 'json',
  description: 'Reads events',
  documentation_url: 'https://docs.example.com',
  ownsBoth: true,
  owns_both: true,
  settings: [{ name: 'interval', type: 'integer' }],
}

describe('an integration', () => {
  it('is valid as it stands, and with keys of its own', () => {
    expect(breakField('integration', valid, [['intake_format_uuid'], 'x'])).toEqual([])
  })

  it.each<[Path, JsonValue, string]>([
    [['product'], 1, 'MANIFEST_WRONG_TYPE product: 1'],
    [['target_product'], [], 'MANIFEST_WRONG_TYPE target_product: []'],
    [['target'], 1, 'MANIFEST_WRONG_TYPE target: 1'],
    [['topic'], 1, 'MANIFEST_WRONG_TYPE topic: 1'],
    [['role'], 'sender', 'MANIFEST_WRONG_VALUE role: sender'],
    [['mode'], 'both', 'MANIFEST_WRONG_VALUE mode: both'],
    [['format'], 1, 'MANIFEST_WRONG_TYPE format: 1'],
    [['description'], 1, 'MANIFEST_WRONG_TYPE description: 1'],
    [['documentation_url'], 1, 'MANIFEST_WRONG_TYPE documentation_url: 1'],
    [['ownsBoth'], 'yes', 'MANIFEST_WRONG_TYPE ownsBoth: "yes"'],
    [['owns_both'], 1, 'MANIFEST_WRONG_TYPE owns_both: 1'],
    [['ownBoth'], true, 'MANIFEST_UNKNOWN_KEY ownBoth: true'],
    [['settings', 0, 'type'], 'int', 'MANIFEST_WRONG_VALUE type: int'],
    [['settings', 0, 'nam'], 'x', 'MANIFEST_UNKNOWN_KEY nam: x'],
    [['setings'], [], 'MANIFEST_UNKNOWN_KEY setings: []'],
  ])('with %j as %j is wrong at that line: %s', (path, value, expected) => {
    expect(breakField('integration', valid, [path, value])).toEqual([expected])
  })
})
