import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeDocument } from './compose-document.ts'
import { decodeText } from './decode-text.ts'
import { toPlain } from './located.ts'
import { parseYaml } from './parse-yaml.ts'

const said = (text: string) => parseYaml(text).problems.map(({ code, line, column }) => `${code} ${line}:${column}`)
const data = (text: string) => toPlain(parseYaml(text).root)

describe('parsing YAML', () => {
  it.each([
    ['keys of every kind as texts', '404: a\nnull: b\ntrue: c\n"": d\n', { '404': 'a', null: 'b', true: 'c', '': 'd' }],
    [
      'words of YAML 1.1 as texts',
      'a: yes\nb: off\nc: 2024-01-01\nd: 0777\n',
      { a: 'yes', b: 'off', c: '2024-01-01', d: 777 },
    ],
    ['aliases', 'a: &x [1, 2]\nb: *x\nc: { d: *x }\n', { a: [1, 2], b: [1, 2], c: { d: [1, 2] } }],
    [
      'merge keys, own keys first',
      'a: &x { k: 1, l: 2 }\nb:\n  k: 9\n  <<: *x\n',
      { a: { k: 1, l: 2 }, b: { k: 9, l: 2 } },
    ],
    [
      'a key that is a prototype in JavaScript',
      '__proto__: { polluted: true }\n',
      JSON.parse('{"__proto__":{"polluted":true}}'),
    ],
    ['an empty file', '', null],
    ['comments alone', '# nothing\n\n# here\n', null],
    ['Windows line ends and a byte order mark', '\uFEFFa: 1\r\nb:\r\n  - 2\r\n', { a: 1, b: [2] }],
  ])('reads %s', (_, text, expected) => {
    expect(said(text)).toEqual([])
    expect(data(text)).toEqual(expected)
  })

  it('does not let a file reach the prototypes of the program', () => {
    data('__proto__:\n  polluted: true\nconstructor:\n  prototype:\n    polluted: true\n')
    expect('polluted' in {}).toBe(false)
  })

  it.each([
    ['an alias of nothing', 'a: *nowhere\n', ['YAML_UNKNOWN_ALIAS 1:4']],
    ['an alias within what it names', 'a: &x\n  - 1\n  - *x\n', ['YAML_RECURSIVE_ALIAS 3:5']],
    ['a merge of no mapping', 'a: &x 1\nb:\n  <<: *x\n', ['YAML_BAD_MERGE 3:3']],
    ['a key three times', 'a: 1\na: 2\nb: 1\na: 3\n', ['YAML_DUPLICATE_KEY 2:1', 'YAML_DUPLICATE_KEY 4:1']],
    ['a key twice in brackets', 'x: { a: 1, a: 2 }\n', ['YAML_DUPLICATE_KEY 1:12']],
    ['an anchor in place of a key', "- a: 1\n  &name: 'x'\n  type: y\n", ['YAML_BAD_ALIAS 2:8']],
    ['an alias in place of a key', '- a: 1\n- *name: c\n  t: 1\n', ['YAML_BAD_ALIAS 2:8']],
    ['a colon without a key', 'a: 1\n# note\n: 2\n', ['YAML_EMPTY_KEY 3:1']],
    ['a tag that nobody knows', 'a: !secret x\n', ['YAML_UNKNOWN_TAG 1:4']],
    ['a control character', 'a: x\u0007y\n', ['YAML_CONTROL_CHARACTER 1:5']],
    ['a carriage return alone', 'a: x\rb: y\n', ['YAML_CONTROL_CHARACTER 1:5']],
    ['a quote that is not closed', 'a: 1\nb: "two\nc: 3\nd: 4\n', ['YAML_SYNTAX 2:4']],
    ['a bracket that is not closed', 'a: 1\nb: [two,\nc: 3\nd: 4\n', ['YAML_SYNTAX 2:4']],
    ['a colon that is missing', 'a: 1\nproduces\n  events:\n    - {}\n', ['YAML_SYNTAX 2:1']],
    ['a line too far in', 'a:\n  b: 1\n   c: 2\n  d: 3\n', ['YAML_SYNTAX 3:4']],
    ['a first line too far in', 'a:\n   b: 1\n  c: 2\n  d: 3\ne:\n  f: 1\n', ['YAML_SYNTAX 2:4']],
    ['a line too far out', 'a:\n  - b: 1\n c: 2\n', ['YAML_SYNTAX 3:1']],
    ['a tab for an indentation', 'a:\n\tb: 1\n', ['YAML_SYNTAX 2:1']],
    ['a second document', 'a: 1\n...\n---\nb: 2\n', ['YAML_MULTIPLE_DOCUMENTS 3:1']],
  ])('tells the place of %s', (_, text, expected) => {
    expect(said(text)).toEqual(expected)
  })

  it('reports independent faults at once, each at its cause, and reads what is between them', () => {
    const text = 'a: "open\nb: 2\nc: [1, 2\nd: 4\ne:\n   f: 1\n  g: 2\n  h: 3\ni: 5\n'
    expect(said(text)).toEqual(['YAML_SYNTAX 1:4', 'YAML_SYNTAX 3:4', 'YAML_SYNTAX 6:4'])
    expect(data(text)).toMatchObject({ b: 2, d: 4, e: { g: 2, h: 3 }, i: 5 })
  })

  it('says how to mend a line where it knows', () => {
    const hints = (text: string) => parseYaml(text).problems.map(({ hint }) => hint)
    expect(hints('a:\n  b: 1\n   c: 2\n  d: 3\n')).toEqual(['indent this line by 2 spaces'])
    expect(hints('a: "x\nb: 1\n')).toEqual(['close the quote with "'])
    expect(hints('a: [x\nb: 1\n')).toEqual(['close the list with ]'])
    expect(hints('a: 1\nb\nc: 1\n')).toEqual(['put a colon after the key'])
  })

  it('stops an alias bomb before it costs anything', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? '1, 1' : `*a${i - 1}, *a${i - 1}`}]`,
    )
    const start = performance.now()
    const { problems } = parseYaml(`${levels.join('\n')}\n`)
    expect(problems[0]).toMatchObject({ code: 'YAML_ALIAS_BOMB' })
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it.each([
    ['brackets', '['.repeat(50_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['questions', '? '.repeat(50_000)],
    ['steps', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('refuses to go down a well of %s', (_, text) => {
    expect(parseYaml(text).problems).toMatchObject([{ code: 'YAML_TOO_DEEP' }])
  })

  it('reads nesting that people write, and brackets in texts', () => {
    expect(
      said(
        `a: "${'['.repeat(50)}"\nb:\n${Array.from({ length: 20 }, (_, i) => `${'  '.repeat(i + 1)}c:`).join('\n')}\n`,
      ),
    ).toEqual([])
  })
})

describe('laws of parsing', () => {
  it('nothing makes it throw, what the parser refuses is never passed over, and every place is in the text', () => {
    const snippet = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '- ',
        ': ',
        '\n',
        '  ',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '|',
        '>',
        '&a',
        '*a',
        '#',
        '!',
        '?',
        '---',
        '\t',
        '\r\n',
        'key',
        '%',
      ),
    )
    fc.assert(
      fc.property(fc.array(snippet, { maxLength: 40 }), (snippets) => {
        const text = snippets.join('')
        const lines = text.split('\n')
        const { problems } = parseYaml(text)
        if (composeDocument(text).errors.length > 0) expect(problems).not.toEqual([])
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThan(0)
        }
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('what JSON says, it says too', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        const { root, problems } = parseYaml(json)
        const expected: unknown = JSON.parse(json)
        if (problems.length === 0) expect(toPlain(root)).toEqual(expected)
      }),
    )
  })
})

describe('decoding', () => {
  it.each([
    ['a lone continuation byte', [0x61, 0x0a, 0x62, 0x80], 3],
    ['Latin-1', [0x61, 0xe9, 0x62], 1],
    ['a sequence that breaks off at the end', [0x61, 0xe2, 0x82], 1],
    ['a sequence that breaks off inside', [0xe2, 0x82, 0x61, 0x62], 0],
    ['an overlong form', [0x61, 0x62, 0xc0, 0xaf], 2],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
    ['a byte after other alphabets', [...Buffer.from('aé日😀'), 0xff], 5],
  ])('finds the first bad byte of %s', (_, bytes, offset) => {
    const { problems } = decodeText(Uint8Array.from(bytes))
    expect(problems).toMatchObject([{ code: 'YAML_INVALID_UTF8', offset }])
  })

  it('finds it wherever it is in otherwise good text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)])
        expect(decodeText(bytes).problems).toMatchObject([{ offset: before.length }])
        expect(decodeText(Buffer.from(before + after))).toEqual({ text: before + after, problems: [] })
      }),
    )
  })
})
