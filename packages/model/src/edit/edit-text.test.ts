import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { JsonValue } from '../json-value.ts'
import { applyEdits } from './apply-edits.ts'
import type { Edit } from './edit.ts'
import { editText } from './edit-text.ts'

const edit = (text: string, ...edits: Edit[]) => editText(text, edits, 'definition.yaml')

describe('editing a manifest', () => {
  it.each<[string, string, Edit, string]>([
    [
      'replaces a value and leaves its comment',
      'name: edr # ours\nvendor:   Acme\n',
      { path: ['name'], value: 'xdr' },
      'name: xdr # ours\nvendor:   Acme\n',
    ],
    [
      'keeps the quotes of what it replaces',
      `vendor: 'Acme'\nnote: "a"\n`,
      { path: ['vendor'], value: 'Ace' },
      `vendor: 'Ace'\nnote: "a"\n`,
    ],
    [
      'adds a key below the last one of its mapping',
      'consumes:\n  events: # all\n    - mode: push\n\n# what it makes\nproduces: {}\n',
      { path: ['consumes', 'threats'], value: [{ format: 'stix' }] },
      'consumes:\n  events: # all\n    - mode: push\n  threats:\n    - format: stix\n\n# what it makes\nproduces: {}\n',
    ],
    [
      'fills an empty mapping',
      'produces: {}\nname: edr\n',
      { path: ['produces', 'alerts'], append: {} },
      'produces:\n  alerts:\n    - {}\nname: edr\n',
    ],
    [
      'fills a key without a value',
      'produces:\nname: edr\n',
      { path: ['produces', 'alerts'], append: { mode: 'pull' } },
      'produces:\n  alerts:\n    - mode: pull\nname: edr\n',
    ],
    [
      'appends in the style of the file: lists at the column of their key',
      'settings:\n- name: A\n  secret: true # key\nname: edr\n',
      { path: ['settings'], append: { name: 'B', default: 'x' } },
      'settings:\n- name: A\n  secret: true # key\n- name: B\n  default: x\nname: edr\n',
    ],
    ['appends inside brackets', 'tags: [a, b] # two\n', { path: ['tags'], append: 'c' }, 'tags: [a, b, c] # two\n'],
    [
      'adds inside braces',
      'executes:\n  scan: { mode: push }\n',
      { path: ['executes', 'scan', 'format'], value: 'file' },
      'executes:\n  scan: { mode: push, format: file }\n',
    ],
    [
      'removes a line and leaves the comments around it',
      '# top\na: 1\n# of b\nb: 2 # gone with it\n# of c\nc: 3\n',
      { path: ['b'], remove: true },
      '# top\na: 1\n# of b\n# of c\nc: 3\n',
    ],
    [
      'removes the first key of an item',
      'settings:\n  - name: A\n    secret: true\n',
      { path: ['settings', 0, 'name'], remove: true },
      'settings:\n  - secret: true\n',
    ],
    [
      'leaves an empty list where the last item goes',
      'tags:\n  - a\nname: edr\n',
      { path: ['tags', 0], remove: true },
      'tags: []\nname: edr\n',
    ],
    [
      'removes inside brackets, first and later',
      'tags: [a, b, c]\n',
      { path: ['tags', 0], remove: true },
      'tags: [b, c]\n',
    ],
    [
      'touches only what differs inside a value that is set',
      'settings:\n  region: fra1 # near\n  url: "https://a"\n  old: 1\n',
      { path: ['settings'], value: { region: 'fra1', url: 'https://b', more: true } },
      'settings:\n  region: fra1 # near\n  url: "https://b"\n  more: true\n',
    ],
    ['keeps Windows line ends', 'a: 1\r\nb: 2\r\n', { path: ['c'], value: ['x'] }, 'a: 1\r\nb: 2\r\nc:\r\n  - x\r\n'],
    ['keeps a missing line end at the end', 'a: 1\nb: 2', { path: ['c'], value: 3 }, 'a: 1\nb: 2\nc: 3'],
    ['keeps the byte order mark', '\uFEFFa: 1\n', { path: ['a'], value: 2 }, '\uFEFFa: 2\n'],
    ['writes into an empty file', '', { path: ['name'], value: 'edr' }, 'name: edr\n'],
    [
      'writes below a comment that stands alone',
      '# schema\n',
      { path: ['settings', 'a'], value: 1 },
      '# schema\nsettings:\n  a: 1\n',
    ],
    [
      'quotes what the earlier tool would read as a truth value',
      'a: 1\n',
      { path: ['b'], value: 'no' },
      'a: 1\nb: "no"\n',
    ],
    [
      'keeps a long text on its line',
      'a: 1\n',
      { path: ['a'], value: 'word '.repeat(60).trim() },
      `a: ${'word '.repeat(60).trim()}\n`,
    ],
    [
      'replaces a block text',
      'description: |\n  two\n  lines\nname: edr\n',
      { path: ['description'], value: 'one' },
      'description: one\nname: edr\n',
    ],
    [
      'gives back the same bytes when nothing differs',
      'a:   [1,2 ]\nb: ~\n',
      { path: ['a'], value: [1, 2] },
      'a:   [1,2 ]\nb: ~\n',
    ],
    ['removes nothing that is not there', 'a: 1\n', { path: ['b', 'c'], remove: true }, 'a: 1\n'],
  ])('%s', (_, before, change, after) => {
    expect(edit(before, change)).toBe(after)
  })

  it('does several edits in order', () => {
    const text = 'tags: [a]\n'
    const edits: Edit[] = [
      { path: ['tags'], append: 'b' },
      { path: ['tags', 0], remove: true },
      { path: ['tags', 0], value: 'c' },
    ]
    expect(edit(text, ...edits)).toBe('tags: [c]\n')
  })

  it.each([
    ['a duplicate key', 'produces: {}\nname: edr\nproduces: {}\n', 3],
    ['bad syntax', 'a: [1\nb: 2\n', 1],
  ])('refuses %s, naming its place', (_, text, line) => {
    expect(() => edit(text, { path: ['a'], value: 1 })).toThrow(
      expect.objectContaining({ code: 'MANIFEST_BROKEN', file: 'definition.yaml', line }),
    )
  })

  it('refuses to change one end of an alias, which would change the other', () => {
    const text = 'a: &x\n  k: 1\nb: *x\n'
    expect(() => edit(text, { path: ['b', 'k'], value: 2 })).toThrow(
      expect.objectContaining({ code: 'MANIFEST_EDIT_UNSUPPORTED' }),
    )
  })
})

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'no', '12', 'a: b', '# c', 'x\ny', '', ' padded ')
const scalar = fc.oneof(word, fc.integer({ min: -9, max: 99 }), fc.boolean(), fc.constant(null))
const { value: data } = fc.letrec<{ value: JsonValue; object: JsonValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'key d', 'yes'), tie('value'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
}))
const root = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), data, { minKeys: 1, noNullPrototype: true })
const path = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat({ max: 2 })), { minLength: 1, maxLength: 3 })
  .map(([first, ...rest]): Edit['path'] => [typeof first === 'number' ? 'a' : first!, ...rest])
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ path, value: data }),
  fc.record({ path, remove: fc.constant(true as const) }),
  fc.record({ path, append: data }),
)

function write(value: JsonValue, style: string): string {
  if (style === 'json') return JSON.stringify(value, null, 2)
  return stringify(value, style === 'flow' ? { collectionStyle: 'flow' } : { indentSeq: false, indent: 4 })
}

describe('laws of editing', () => {
  it('the text says afterwards what the edits say of the data', () => {
    fc.assert(
      fc.property(
        root,
        fc.array(anyEdit, { maxLength: 3 }),
        fc.constantFrom('block', 'flow', 'json'),
        (value, edits, style) => {
          const text = write(value, style)
          expect(parse(edit(text, ...edits))).toEqual(applyEdits(parse(text), edits))
        },
      ),
      { numRuns: 400 },
    )
  })
})
