import { describe, expect, it } from 'vitest'
import { breakField, type Path } from '../../test/break-fields.ts'
import type { JsonValue } from '../json-value.ts'

const valid = {
  src_instance: 'myedr',
  dst_instance: 'mysekoia',
  topic: 'events',
  mode: 'push',
  format: 'json',
  owner: 'both',
  status: 'up',
  settings: { interval: 60 },
}

describe('a plug', () => {
  it('is valid as it stands, and with keys of the earlier tool', () => {
    expect(breakField('plug', valid, [['src_config'], {}])).toEqual([])
  })

  it.each<[Path, JsonValue, string]>([
    [['src_instance'], 1, 'MANIFEST_WRONG_TYPE src_instance: 1'],
    [['dst_instance'], [], 'MANIFEST_WRONG_TYPE dst_instance: []'],
    [['topic'], 1, 'MANIFEST_WRONG_TYPE topic: 1'],
    [['mode'], 'pul', 'MANIFEST_WRONG_VALUE mode: pul'],
    [['format'], 1, 'MANIFEST_WRONG_TYPE format: 1'],
    [['owner'], true, 'MANIFEST_WRONG_TYPE owner: true'],
    [['status'], 'broken', 'MANIFEST_WRONG_VALUE status: broken'],
    [['settings'], [1], 'MANIFEST_WRONG_TYPE settings:'],
    [['onwer'], 'x', 'MANIFEST_UNKNOWN_KEY onwer: x'],
  ])('with %j as %j is wrong at that line: %s', (path, value, expected) => {
    expect(breakField('plug', valid, [path, value])).toEqual([expected])
  })
})
