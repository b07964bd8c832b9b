import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { JsonObject, JsonValue } from '../json-value.ts'
import { compareNames } from '../names/compare-names.ts'
import { mergeManifest } from './merge-manifest.ts'
import { renderManifest } from './render-manifest.ts'

const file = 'products/edr/definition.yaml'
const pull = (current: string | undefined, base: JsonObject | undefined, next: JsonObject) =>
  mergeManifest({ kind: 'product', current, base, next, file })

describe('merging what pull wants into what a person wrote', () => {
  it('makes a file that was never there, with its schema', () => {
    const { text, changed, kept } = pull(undefined, undefined, { vendor: 'Acme' })
    expect(text).toMatch(/^# yaml-language-server: \$schema=https:\S+\/product\.json\nvendor: Acme\n$/)
    expect([changed, kept]).toEqual([true, []])
  })

  it('does not bring back a file that a person deleted', () => {
    expect(pull(undefined, { vendor: 'Acme' }, { vendor: 'Ace' })).toEqual({
      text: undefined,
      changed: false,
      kept: ['(the whole file)'],
    })
  })

  it('leaves every value that a person changed, and says which', () => {
    const base = { vendor: 'Acme', description: 'old' }
    const text = 'vendor: Mine # ours\ndescription: old\n'
    expect(pull(text, base, { vendor: 'Ace', description: 'new' })).toEqual({
      text: 'vendor: Mine # ours\ndescription: new\n',
      changed: true,
      kept: ['vendor'],
    })
  })

  it('leaves out what a person deleted', () => {
    expect(pull('vendor: Acme\n', { vendor: 'Acme', description: 'x' }, { vendor: 'Acme', description: 'y' })).toEqual({
      text: 'vendor: Acme\n',
      changed: false,
      kept: ['description'],
    })
  })

  it('tells settings apart by name, wherever they stand', () => {
    const base = { settings: [{ name: 'A', default: 1 }, { name: 'B' }] }
    const text = 'settings:\n  - name: MINE # added\n  - name: B\n  - name: A\n    default: 7\n'
    const next = { settings: [{ name: 'A', default: 2 }, { name: 'B', secret: true }, { name: 'C' }] }
    expect(pull(text, base, next)).toEqual({
      text: 'settings:\n  - name: MINE # added\n  - name: B\n    secret: true\n  - name: A\n    default: 7\n  - name: C\n',
      changed: true,
      kept: ['settings[2].default'],
    })
  })

  it('tells capabilities apart by mode and format, an empty one being push', () => {
    const base = { produces: { events: [{ mode: 'push' }] } }
    const text = 'produces:\n  events:\n    - {} # by hand\n'
    const next = { produces: { events: [{ mode: 'push' }, { mode: 'pull' }], alerts: [{}] } }
    const { text: merged } = pull(text, base, next)
    expect(merged).toBe('produces:\n  events:\n    - {} # by hand\n    - mode: pull\n  alerts:\n    - {}\n')
  })

  it('removes what the catalogue no longer has, if nobody touched it', () => {
    const base = { settings: [{ name: 'A' }, { name: 'B' }, { name: 'C' }], vendor: 'x' }
    const text = 'settings:\n  - name: A\n  - name: B\n    default: mine\n  - name: C\n'
    expect(pull(text, base, { settings: [{ name: 'A' }] })).toMatchObject({
      text: 'settings:\n  - name: A\n  - name: B\n    default: mine\n',
      kept: ['settings[1]'],
    })
  })

  it('refuses a broken file, so that nothing in it is lost', () => {
    expect(() => pull('a: 1\na: 2\n', undefined, { b: 1 })).toThrow(
      expect.objectContaining({ code: 'MANIFEST_BROKEN', file, line: 2 }),
    )
  })
})

const scalar = fc.constantFrom('x', 'y', 'z', 1, true)
const setting = fc.record({ name: fc.constantFrom('A', 'B', 'C', 'D'), default: scalar }, { requiredKeys: ['name'] })
const capability = fc.record({ mode: fc.constantFrom('push', 'pull'), format: scalar }, { requiredKeys: [] })
const topics = fc.dictionary(
  fc.constantFrom('events', 'alerts', 'iocs'),
  fc.array(capability, { minLength: 1, maxLength: 3 }),
  {
    noNullPrototype: true,
  },
)
const definition: fc.Arbitrary<JsonObject> = fc.record(
  {
    vendor: scalar,
    tags: fc.uniqueArray(scalar, { maxLength: 3 }),
    settings: fc.uniqueArray(setting, { selector: ({ name }) => name, maxLength: 4 }),
    produces: topics,
    extra: fc.dictionary(fc.constantFrom('k', 'l'), scalar, { noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const write = (data: JsonObject) => renderManifest('product', data)
const read = (text: string | undefined): JsonValue => parse(text ?? '') ?? {}

describe('laws of merging', () => {
  it('an untouched file becomes exactly what pull wants, in whatever order', () => {
    fc.assert(
      fc.property(definition, definition, (base, next) => {
        const { text, kept } = pull(write(base), base, next)
        expect(sorted(read(text))).toEqual(sorted(next))
        expect(kept).toEqual([])
      }),
    )
  })

  it('when the catalogue has not moved, nothing does, to the byte', () => {
    fc.assert(
      fc.property(definition, definition, (base, person) => {
        expect(pull(write(person), base, base)).toMatchObject({ text: write(person), changed: false })
      }),
    )
  })

  it('a second pull changes nothing', () => {
    fc.assert(
      fc.property(definition, definition, definition, (base, person, next) => {
        const first = pull(write(person), base, next)
        const second = pull(first.text, next, next)
        expect(second).toMatchObject({ text: first.text, changed: false })
      }),
    )
  })

  it('what a person added is there afterwards', () => {
    fc.assert(
      fc.property(definition, definition, scalar, (base, next, mine) => {
        const person: JsonObject = { ...base, 'my own': { note: mine } }
        expect(read(pull(write(person), base, next).text)).toMatchObject({ 'my own': { note: mine } })
      }),
    )
  })
})

/** Order of keys and items does not count here. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => compareNames(JSON.stringify(a), JSON.stringify(b)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => compareNames(a, b))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
