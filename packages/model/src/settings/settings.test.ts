import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Setting, SettingValue } from '../manifests/setting.ts'
import { defaultSettings } from './default-settings.ts'
import { matchesFormat } from './matches-format.ts'
import { matchesPattern } from './matches-pattern.ts'
import { parseSettingValue } from './parse-setting-value.ts'
import { validateSettings } from './validate-settings.ts'

function setting(name: string, more: Partial<Setting> = {}): Setting {
  return { name, type: 'string', nullable: false, required: true, secret: false, ...more }
}

const said = (...args: Parameters<typeof validateSettings>) =>
  validateSettings(...args).map(({ code, message }) => `${code} ${message}`)

describe('validating settings', () => {
  it.each<[string, Partial<Setting>, SettingValue, string[]]>([
    ['a text', {}, 'x', []],
    ['an empty text', {}, '', []],
    ['a number for a text', {}, 5, ['SETTING_WRONG_TYPE a must be a text, not 5']],
    ['a list for a text', {}, ['x'], ['SETTING_WRONG_TYPE a must be a text, not a list']],
    ['an integer', { type: 'integer' }, 5, []],
    ['a fraction for an integer', { type: 'integer' }, 5.5, ['SETTING_WRONG_TYPE a must be an integer, not 5.5']],
    ['digits in a text for an integer', { type: 'integer' }, '5', ['SETTING_WRONG_TYPE a must be an integer, not "5"']],
    ['an integer for a number', { type: 'number' }, 5, []],
    ['what is no number', { type: 'number' }, Number.NaN, ['SETTING_WRONG_TYPE a must be a number, not null']],
    ['a truth value', { type: 'boolean' }, false, []],
    ['a word for a truth value', { type: 'boolean' }, 'yes', ['SETTING_WRONG_TYPE a must be true or false, not "yes"']],
    ['one of an enum', { enum: ['x', 'y'] }, 'y', []],
    ['none of an enum', { enum: ['x', 'y'] }, 'z', ['SETTING_NOT_IN_ENUM a must be one of "x", "y", not "z"']],
    ['a list that an enum has', { type: 'array', enum: [[1, 2]] }, [1, 2], []],
    [
      'below the range',
      { type: 'integer', minimum: 1, maximum: 9 },
      0,
      ['SETTING_OUT_OF_RANGE a must be from 1 to 9, not 0'],
    ],
    ['above an open range', { type: 'number', maximum: 9 }, 9.5, ['SETTING_OUT_OF_RANGE a must be at most 9, not 9.5']],
    ['below an open range', { type: 'number', minimum: 1 }, 0, ['SETTING_OUT_OF_RANGE a must be at least 1, not 0']],
    [
      'off its format',
      { format: 'ipv4' },
      '1.2.3',
      ['SETTING_BAD_FORMAT a must be of the format ipv4, which "1.2.3" is not'],
    ],
    [
      'off its pattern',
      { pattern: '^[a-z]+$' },
      'A',
      ['SETTING_BAD_PATTERN a must match ^[a-z]+$, which "A" does not'],
    ],
    ['null where it may be', { nullable: true }, null, []],
    ['null where it may not be', {}, null, ['SETTING_MISSING a has no value']],
    ['null where it need not be', { required: false }, null, []],
  ])('%s', (_, more, value, expected) => {
    expect(said([setting('a', more)], { a: value })).toEqual(expected)
  })

  it('says all that is wrong, at any depth', () => {
    const settings = [
      setting('proxy', {
        type: 'object',
        properties: [
          setting('host'),
          setting('ports', { type: 'array', items: setting('items', { type: 'integer', minimum: 1 }) }),
        ],
      }),
      setting('region'),
    ]
    const problems = validateSettings(settings, { proxy: { ports: [443, 'x', 0], hots: 'a' } })
    expect(problems.map(({ code, path }) => `${code} ${path.join('/')}`)).toEqual([
      'SETTING_MISSING proxy/host',
      'SETTING_WRONG_TYPE proxy/ports/1',
      'SETTING_OUT_OF_RANGE proxy/ports/2',
      'SETTING_UNKNOWN proxy/hots',
      'SETTING_MISSING region',
    ])
    expect(problems.map(({ hint }) => hint)).toEqual([
      'give it with -c proxy.host=<value>',
      undefined,
      undefined,
      'did you mean "host"?',
      'give it with -c region=<value>',
    ])
  })

  it('looks for secrets in the vault, unless told that they are among the values', () => {
    const settings = [setting('KEY', { secret: true })]
    expect(said(settings, {})).toEqual([])
    expect(said(settings, {}, { secrets: 'values' })).toEqual(['SETTING_MISSING KEY has no value'])
    expect(validateSettings(settings, {}, { secrets: 'values' })[0]?.hint).toBe('give it with -s KEY')
  })

  it('never shows the value of a secret', () => {
    const settings = [
      setting('KEY', { secret: true, pattern: '^k', format: 'uuid', enum: ['k1'] }),
      setting('PIN', { secret: true, type: 'integer', maximum: 9 }),
    ]
    const text = JSON.stringify(validateSettings(settings, { KEY: 'hunter2', PIN: 4711 }))
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('4711')
    expect(validateSettings(settings, { KEY: 'hunter2', PIN: 4711 })).toHaveLength(4)
  })

  it('minds values that no setting declares as much as it is told to', () => {
    const settings = [setting('region', { required: false })]
    expect(said(settings, { regoin: 'x', other: 1 })).toEqual(['SETTING_UNKNOWN regoin is not a setting'])
    expect(said(settings, { regoin: 'x', other: 1 }, { unknown: 'ignore' })).toEqual([])
    expect(said(settings, { other: 1 }, { unknown: 'report' })).toEqual(['SETTING_UNKNOWN other is not a setting'])
  })

  it('is not misled by settings named like what objects have anyway', () => {
    expect(said([setting('constructor'), setting('toString', { required: false })], {})).toEqual([
      'SETTING_MISSING constructor has no value',
    ])
  })
})

describe('text from the command line', () => {
  it.each<[Partial<Setting>, string, SettingValue]>([
    [{}, '5', '5'],
    [{}, 'null', 'null'],
    [{}, '', ''],
    [{ nullable: true }, 'null', null],
    [{ type: 'integer' }, '-12', -12],
    [{ type: 'integer' }, ' 1e3 ', 1000],
    [{ type: 'number' }, '.5', 0.5],
    [{ type: 'boolean' }, 'True', true],
    [{ type: 'boolean' }, 'off', false],
    [{ type: 'boolean' }, '0', false],
    [{ type: 'array' }, 'a, b,c', ['a', 'b', 'c']],
    [{ type: 'array' }, '', []],
    [{ type: 'array' }, '["a,b"]', ['a,b']],
    [{ type: 'array', items: setting('items', { type: 'integer' }) }, '80,443', [80, 443]],
    [{ type: 'array', items: setting('items', { type: 'object' }) }, '[{"a":1}]', [{ a: 1 }]],
    [{ type: 'object' }, '{"a":[1]}', { a: [1] }],
  ])('for %j, %j is %j', (more, text, expected) => {
    expect(parseSettingValue(setting('a', more), text)).toEqual(expected)
  })

  it.each<[Partial<Setting>, string]>([
    [{ type: 'integer' }, '1.5'],
    [{ type: 'integer' }, '0x10'],
    [{ type: 'integer' }, ''],
    [{ type: 'integer' }, '9007199254740993'],
    [{ type: 'number' }, 'Infinity'],
    [{ type: 'number' }, '1e999'],
    [{ type: 'boolean' }, 'maybe'],
    [{ type: 'boolean' }, 'constructor'],
    [{ type: 'array' }, '["a"'],
    [{ type: 'array', items: setting('items', { type: 'integer' }) }, '1,x'],
    [{ type: 'array', items: setting('items', { type: 'object' }) }, 'a,b'],
    [{ type: 'object' }, '[1]'],
    [{ type: 'object' }, '{a: 1}'],
  ])('for %j, %j is refused', (more, text) => {
    expect(() => parseSettingValue(setting('a', more), text)).toThrow(
      expect.objectContaining({ code: 'SETTING_WRONG_TYPE', hint: expect.stringMatching(/^-c a=/) }),
    )
  })

  it('does not show the value of a secret that is refused', () => {
    expect(() => parseSettingValue(setting('PIN', { type: 'integer', secret: true }), 'hunter2')).toThrow(
      /^PIN must be an integer, not the value given$/,
    )
  })

  it('gives back every value that was written as JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })),
        (value) => {
          const type = Array.isArray(value) ? 'array' : 'object'
          expect(parseSettingValue(setting('a', { type }), JSON.stringify(value))).toEqual(
            JSON.parse(JSON.stringify(value)),
          )
        },
      ),
    )
  })
})

describe('defaults', () => {
  it('are those declared, of objects those of their properties, and never a secret or what does not fit', () => {
    const settings = [
      setting('region', { default: 'fra1' }),
      setting('KEY', { secret: true, default: 'x' }),
      setting('port', { type: 'integer', default: 'http' }),
      setting('none'),
      setting('limits', {
        type: 'object',
        required: false,
        properties: [setting('events', { type: 'integer', default: 10, required: false })],
      }),
      setting('proxy', {
        type: 'object',
        properties: [setting('host'), setting('port', { type: 'integer', default: 1, required: false })],
      }),
      setting('empty', { type: 'object', properties: [] }),
    ]
    expect(defaultSettings(settings)).toEqual({ region: 'fra1', limits: { events: 10 } })
  })
})

describe('formats', () => {
  it.each([
    ['uri', ['https://a.example/x?y', 'urn:x:y'], ['a.example', '']],
    ['email', ['a@b.example', 'a+b@c'], ['a', '@b', 'a b@c', 'a@b..c']],
    ['ipv4', ['10.0.0.1'], ['10.0.0.256', '::1']],
    ['ipv6', ['::1', 'fe80::1'], ['10.0.0.1']],
    ['ip', ['::1', '10.0.0.1'], ['localhost']],
    ['hostname', ['a', 'a.b.example.', 'a-b_c'], ['-a', 'a b', 'a..b', 'a/b', `${'a'.repeat(64)}.b`]],
    ['date', ['2024-02-29'], ['2023-02-29', '2024-2-9', '29.02.2024']],
    [
      'date-time',
      ['2024-02-29T12:00:00Z', '2024-02-29 12:00', '2024-02-29T12:00:00.5+02:00'],
      ['2024-02-30T12:00:00Z', 'noon', '2024-02-29T25:00:00Z'],
    ],
    ['uuid', ['0C8D1C1C-2f0c-4a8f-8c62-000000000001'], ['0c8d1c1c']],
    ['textarea', ['anything', ''], []],
    ['constructor', ['anything'], []],
  ] as const)('%s', (format, good, bad) => {
    for (const value of good) expect([value, matchesFormat(format, value)]).toEqual([value, true])
    for (const value of bad) expect([value, matchesFormat(format, value)]).toEqual([value, false])
  })
})

describe('patterns', () => {
  it.each([
    ['^a+$', 'aaa', 'matches'],
    ['b', 'abc', 'matches'],
    ['^\\p{L}+$', 'é', 'matches'],
    ['[\\w-.]', 'x', 'matches'],
    ['^b', 'abc', 'mismatch'],
    ['(', 'abc', 'invalid'],
  ])('%s on %s: %s', (pattern, value, expected) => {
    expect(matchesPattern(pattern, value)).toBe(expected)
  })

  it.each(['^(a+)+$', '^([a-z][a-z0-9]*)+$', '(.*)*x$', '^(a|aa)+$'])(
    'stops %s, which takes exponential time',
    (pattern) => {
      const start = performance.now()
      expect(matchesPattern(pattern, `${'a'.repeat(60)}!`)).toBe('too-slow')
      expect(performance.now() - start).toBeLessThan(2_000)
      expect(said([setting('a', { pattern })], { a: `${'a'.repeat(60)}!` })[0]).toMatch(/takes too long$/)
    },
  )
})
