import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkName } from './check-name.ts'
import { compareNames } from './compare-names.ts'
import { suggestName } from './suggest-name.ts'

describe('suggesting a name', () => {
  it.each([
    ['search_threats', ['search_threat', 'events'], 'search_threat'],
    ['consume', ['consumes', 'produces'], 'consumes'],
    ['prodcues', ['consumes', 'produces'], 'produces'],
    ['Sekoia', ['sekoia', 'sentinel'], 'sekoia'],
    ['nme', ['name', 'type'], 'name'],
    ['evnts', ['events', 'event'], 'events'],
    ['edr', ['ndr', 'xdr', 'siem'], undefined],
    ['zzz', ['sekoia'], undefined],
    ['events', ['events'], undefined],
    ['model', ['type', 'format'], undefined],
  ])('%s among %j is %s', (name, candidates, expected) => {
    expect(suggestName(name, candidates)).toBe(expected)
  })

  it('takes the nearest, and of equally near ones the first by name, whatever their order', () => {
    expect(suggestName('eventt', ['eventa', 'eventb'])).toBe('eventa')
    expect(suggestName('eventt', ['eventb', 'eventa'])).toBe('eventa')
    expect(suggestName('detection_ruls', ['detection_rule', 'detection_rules'])).toBe('detection_rule')
  })

  it('undoes any one slip in a name that is long enough', () => {
    const name = 'detection_rules'
    fc.assert(
      fc.property(fc.nat({ max: name.length - 2 }), fc.constantFrom('drop', 'double', 'swap', 'change'), (at, slip) => {
        const slips = {
          drop: name.slice(0, at) + name.slice(at + 1),
          double: name.slice(0, at + 1) + name.slice(at),
          swap: name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2),
          change: `${name.slice(0, at)}#${name.slice(at + 1)}`,
        }
        expect(suggestName(slips[slip as keyof typeof slips], [name, 'events', 'alerts'])).toBe(
          slips[slip as keyof typeof slips] === name ? undefined : name,
        )
      }),
    )
  })

  it('costs little however long the names are', () => {
    const start = performance.now()
    suggestName(
      'a'.repeat(1_000_000),
      Array.from({ length: 100 }, (_, index) => 'a'.repeat(1_000_000 - index)),
    )
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('checking a name', () => {
  it.each([
    ['', 'must not be empty'],
    ['a/b', 'must not contain "/"'],
    ['a\\b', 'must not contain "\\"'],
    ['..', 'must not start with a dot'],
    ['a..b', 'must not contain ".."'],
    ['.hidden', 'must not start with a dot'],
    ['-f', 'must not start with a dash, which the command line reads as a flag'],
    ['a\u0000b', 'must not contain control characters'],
    ['a\u202eb', 'must not contain control characters'],
    ['a\nb', 'must not contain control characters'],
    [' a', 'must not start or end with a space'],
    ['a'.repeat(129), 'must not be longer than 128 characters'],
  ])('%j %s', (name, message) => {
    expect(checkName(name)).toEqual({ severity: 'error', code: 'NAME_INVALID', message })
  })

  it.each(['con', 'NUL', 'aux.txt', 'com1', 'a:b', 'what?', 'a|b', 'ends.'])(
    '%s works here, but not on Windows',
    (name) => {
      expect(checkName(name)).toMatchObject({ severity: 'warning', code: 'NAME_NOT_PORTABLE' })
    },
  )

  it.each(['edr', 'search_threat', 'Palo Alto', 'v1.2', 'é', '日本', 'console', 'a-b'])('%s is good', (name) => {
    expect(checkName(name)).toBeUndefined()
  })
})

it('orders names by code units, a total order that no locale changes', () => {
  expect(['b', 'ä', 'B', 'a', 'a'].sort(compareNames)).toEqual(['B', 'a', 'a', 'b', 'ä'])
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => Math.sign(compareNames(a, b)) === -Math.sign(compareNames(b, a))),
  )
})
