import { describe, expect, it } from 'vitest'
import { breakField, type Path } from '../../test/break-fields.ts'
import type { JsonValue } from '../json-value.ts'

const valid = { name: 'mysekoia', product: 'sekoia', settings: { region: 'fra1', limits: { events: 1 } } }

describe('the config of an instance', () => {
  it('is valid as it stands, and with keys of its own', () => {
    expect(breakField('instance', valid, [['contact'], 'soc@example.com'])).toEqual([])
  })

  it.each<[Path, JsonValue, string]>([
    [['name'], 1, 'MANIFEST_WRONG_TYPE name: 1'],
    [['name'], 'a/b', 'NAME_INVALID name: a/b'],
    [['product'], {}, 'MANIFEST_WRONG_TYPE product: {}'],
    [['settings'], ['region'], 'MANIFEST_WRONG_TYPE settings:'],
    [['settings'], 'region', 'MANIFEST_WRONG_TYPE settings: region'],
    [['setting'], {}, 'MANIFEST_UNKNOWN_KEY setting: {}'],
  ])('with %j as %j is wrong at that line: %s', (path, value, expected) => {
    expect(breakField('instance', valid, [path, value])).toEqual([expected])
  })
})
