import { describe, expect, it } from 'vitest'
import { parseDotenv, parseSecretsJson } from './parse-secrets.ts'

describe('a dotenv file', () => {
  it.each([
    ['plain', 'A=1\nB=two words\n', { A: '1', B: 'two words' }],
    ['with comments and blank lines', '# all\n\nA=1 # one\n  # more\n', { A: '1' }],
    ['for a shell', 'export A=1\n\texport B="x"\n', { A: '1', B: 'x' }],
    ['quoted', `A='a "b" #c'\nB="d 'e' #f"\nC=\`g\`\n`, { A: 'a "b" #c', B: "d 'e' #f", C: 'g' }],
    [
      'over several lines',
      'KEY="-----BEGIN-----\nabc=\n-----END-----"\nB=2\n',
      { KEY: '-----BEGIN-----\nabc=\n-----END-----', B: '2' },
    ],
    ['with escapes', 'A="one\\ntwo"\n', { A: 'one\ntwo' }],
    ['of Windows', '\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['with empty values', 'A=\nB=""\n', { A: '', B: '' }],
    ['with equals in values', 'URL=https://h/?a=b==\n', { URL: 'https://h/?a=b==' }],
    ['with names like any', '__proto__=1\n', Object.fromEntries([['__proto__', '1']])],
    ['empty', '', {}],
  ])('%s', (_what, text, expected) => {
    expect(parseDotenv(text)).toEqual(expected)
  })

  it.each([
    ['a line without =', 'A=1\nhunter2\n', 2],
    ['a name with a blank', 'A=1\n\nB C=hunter2\n', 3],
    ['an open quote', 'A="hunter2\nB=2\n', 1],
    ['text after a quote', 'A="x" hunter2\n', 1],
    ['a line after one of many', 'A="x\ny"\nhunter2', 3],
  ])('with %s is refused with its line, and without its text', (_what, text, line) => {
    expect(() => parseDotenv(text)).toThrow(
      expect.objectContaining({ code: 'IMPORT_INVALID', line, message: expect.not.stringContaining('hunter2') }),
    )
  })
})

describe('a JSON file', () => {
  it('is one object of texts, numbers and booleans', () => {
    expect(parseSecretsJson('\ufeff{"A":"x","B":1.5,"C":true}')).toEqual({ A: 'x', B: '1.5', C: 'true' })
  })

  it.each(['["hunter2"]', '"hunter2"', 'null', '{"A":{"hunter2":1}}', '{"A":null}', '{"A":"hunter2"'])(
    'is refused when it is %s',
    (text) => {
      expect(() => parseSecretsJson(text)).toThrow(
        expect.objectContaining({ code: 'IMPORT_INVALID', message: expect.not.stringContaining('hunter2') }),
      )
    },
  )
})
