import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from './clean-text.ts'
import { createRedactor } from './redact.ts'

describe('a redactor', () => {
  it.each([
    ['plainly', 'the key is p@ss/word!', 'the key is •••'],
    ['in a URL', 'https://x/?k=p%40ss%2Fword!', 'https://x/?k=•••'],
    ['twice', 'p@ss/word!p@ss/word!', '••••••'],
    ['not at all', 'nothing here', 'nothing here'],
  ])('removes a secret that stands there %s', (_, text, expected) => {
    const redactor = createRedactor()
    redactor.add('p@ss/word!')
    expect(redactor.text(text)).toBe(expected)
  })

  it('removes each line of a secret of several, and its form in JSON', () => {
    const redactor = createRedactor()
    redactor.add('first line\nsecond "line"')
    expect(redactor.text('a first line b')).toBe('a ••• b')
    expect(redactor.text(JSON.stringify({ k: 'first line\nsecond "line"' }))).toBe('{"k":"•••"}')
  })

  it('removes the longer of two that begin alike', () => {
    const redactor = createRedactor()
    redactor.add('token')
    redactor.add('token-long')
    expect(redactor.text('token-long token')).toBe('••• •••')
  })

  it('removes a secret of digits that stands there as a number', () => {
    const redactor = createRedactor()
    redactor.add('48151623')
    expect(redactor.json({ pin: 48151623, port: 443 })).toEqual({ pin: '•••', port: 443 })
  })

  it('leaves what is too short to be secret', () => {
    const redactor = createRedactor()
    redactor.add('no')
    expect(redactor.text('nobody')).toBe('nobody')
  })

  it('finds any secret anywhere in any value', () => {
    fc.assert(
      fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
        const redactor = createRedactor()
        redactor.add(secret)
        const value = { [`${before}${secret}${after}`]: [{ deep: `${before}${secret}${after}` }] }
        expect(JSON.stringify(redactor.json(value)).includes(JSON.stringify(secret).slice(1, -1))).toBe(false)
      }),
    )
  })
})

const secretText = fc
  .string({ minLength: 4, unit: 'grapheme' })
  .filter((text) => text.trim() === text && text.length >= 4 && !/[•]/.test(text))

const percent =
  (kept: RegExp, space = '%20') =>
  (secret: string) =>
    [...secret].map((each) => (each === ' ' ? space : kept.test(each) ? each : encodeBytes(each))).join('')
const encodeBytes = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
const lower = (encode: (secret: string) => string) => (secret: string) =>
  encode(secret).replace(/%../g, (code) => code.toLowerCase())
const base64 = (secret: string) => Buffer.from(secret).toString('base64')
const json = (secret: string) => JSON.stringify(secret).slice(1, -1)
const python = percent(/[\w.~/-]/)
const java = percent(/[\w.*-]/, '+')

const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64,
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'URL-encoded base64': (secret) => encodeURIComponent(base64(secret)),
  'URL-encoded base64 in lower case': lower((secret) => encodeURIComponent(base64(secret))),
  'base64 of user:secret': (secret) => base64(`{|}{:${secret}`),
  'base64 of me:secret': (secret) => base64(`{|:${secret}`),
  'base64 of a:secret, with more behind it': (secret) => base64(`{:${secret}:|{}|`),
  'URL-encoded': (secret) => encodeURIComponent(secret.toWellFormed()),
  'URL-encoded in lower case': lower((secret) => encodeURIComponent(secret.toWellFormed())),
  'URL-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret.toWellFormed())),
  'URL-encoded to the letter of RFC 3986': percent(/[\w.~-]/),
  'quoted by Python': python,
  'quoted by Python, in lower case': lower(python),
  'encoded by Java': java,
  'encoded by Java in lower case': lower(java),
  'of a form': (secret) => new URLSearchParams({ k: secret }).toString().slice(2),
  'every byte URL-encoded': encodeBytes,
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  'JSON-escaped': json,
  'JSON in JSON': (secret) => json(json(secret)),
  'JSON in JSON in JSON': (secret) => json(json(json(secret))),
  'JSON of Go': (secret) => json(secret).replace(/[<>&]/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`),
  'JSON of PHP': (secret) => json(secret).replaceAll('/', '\\/'),
  HTML: (secret) =>
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'HTML of Go': (secret) =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#39;'),
}

/** What is left of a secret: its longest part, in the form, that is still in a text. */
function longestLeft(text: string, form: string): number {
  for (let length = form.length; length > 0; length--) {
    for (let from = 0; from + length <= form.length; from++)
      if (text.includes(form.slice(from, from + length))) return length
  }
  return 0
}

/** All that the base64 that is left of a text can stand for, wherever its groups began. */
function decodable(left: string): string {
  const pieces = left.split(/[^A-Za-z0-9+/=]+/)
  return pieces
    .flatMap((piece) => ['', 'A', 'AA', 'AAA'].map((pad) => Buffer.from(pad + piece, 'base64').toString('latin1')))
    .join('\n')
}

function holdsPart(text: string, secret: string, length: number): boolean {
  return Array.from({ length: secret.length - length + 1 }, (_, from) => secret.slice(from, from + length)).some(
    (part) => text.includes(part),
  )
}

describe('whatever way a secret is written', () => {
  it.each(Object.keys(encodings))('%s: it is removed', (name) => {
    const encode = encodings[name] ?? String
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9!@#/+=&?<>%()*~.:;,$_ "'\\-]{4,40}$/), (secret) => {
        fc.pre(secret.trim() === secret)
        const redactor = createRedactor()
        redactor.add(secret)
        const written = encode(secret)
        const left = redactor.text(`<<${written}>>`)
        expect(left).not.toContain(written)
        if (name.startsWith('base64 of'))
          expect(decodable(left)).not.toSatisfy((text: string) => holdsPart(text, secret, 3))
        else expect(longestLeft(left.replaceAll(/[<>•]/g, ''), written)).toBeLessThanOrEqual(3)
      }),
      { numRuns: 200 },
    )
  })

  it.each(['abcd', 'p@ss', 'x9!Q7'])('in Basic authentication, however short: %s', (secret) => {
    const redactor = createRedactor()
    redactor.add(secret)
    for (const user of ['', '{', '{}', '{|}', '{}{}{']) {
      const left = redactor.text(base64(`${user}:${secret}`))
      expect(decodable(left)).not.toSatisfy((text: string) => holdsPart(text, secret, 2))
    }
  })

  it.each([76, 64])(
    'in base64 that is wrapped at %i, with more around it: no more than an end of it is left',
    (width) => {
      const token = fc.stringMatching(/^[A-Za-z0-9!@#/+=&?<>%()*~.:;,$_'\\-][ -z]{22,200}[A-Za-z0-9]$/)
      fc.assert(
        fc.property(token, fc.nat(120), fc.nat(60), (secret, before, after) => {
          const redactor = createRedactor()
          redactor.add(secret)
          const encoded = base64('{'.repeat(before) + secret + '}'.repeat(after))
          const lines = encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
          const left = lines.map((line) => redactor.text(line)).join('\n')
          expect(decodable(left)).not.toSatisfy((text: string) => holdsPart(text, secret, 12))
        }),
      )
    },
  )

  it('in base64, and yet what begins and ends as a key does is left', () => {
    const pem = (kind: string, line: string) => `-----BEGIN ${kind}-----\n${line}\n-----END ${kind}-----\n`
    const redactor = createRedactor()
    redactor.add(pem('PRIVATE KEY', 'bm90IHJlYWxseSBhIGtleQ=='))
    const shown = base64(pem('PUBLIC KEY', 'YW5vdGhlciB0ZXh0'))
    expect(redactor.text(shown)).toBe(shown)
  })

  it('in what console writes of an object, whatever quotes are in it', () => {
    const secrets = fc.stringMatching(/^[a-z'"`\\$]{4,20}$/)
    fc.assert(
      fc.property(secrets, fc.stringMatching(/^['"` ]{0,4}$/), (secret, before) => {
        const redactor = createRedactor()
        redactor.add(secret)
        expect(redactor.text(inspect({ key: before + secret }))).toMatch(/^{ key: (['"`])(\\?['"` ])*•••\1 }$/)
      }),
    )
  })

  it('in the name of a host, which is written in small letters', () => {
    const redactor = createRedactor()
    redactor.add('Secret-Of-9-Letters')
    expect(redactor.text(new URL('https://Secret-Of-9-Letters.example/').href)).toBe('https://•••.example/')
  })

  it('it costs little to look for: a megabyte and ten long secrets in less than a second', () => {
    const redactor = createRedactor()
    for (let at = 0; at < 10; at++) redactor.add(`${at}-the "secret" & <key> of/tenant+${'=~!'.repeat(10)}${at}`)
    const text = 'An ordinary line of a log, with a number 12345 and a path /a/b/c.\n'.repeat(15_000)
    const begin = performance.now()
    expect(redactor.text(text)).toBe(text)
    expect(performance.now() - begin).toBeLessThan(1_000)
  })

  it('of very many lines that begin alike: it costs little to take them in and to look for them', () => {
    const redactor = createRedactor()
    const begin = performance.now()
    redactor.add(Array.from({ length: 7_000 }, (_, at) => `line${at}`).join('\n'))
    const text = 'linen line9 '.repeat(20_000)
    expect(redactor.text(text)).toBe('linen ••• '.repeat(20_000))
    expect(redactor.beginning(`${text}line69`)).toBe(`${'linen ••• '.repeat(20_000)}•••`)
    expect(performance.now() - begin).toBeLessThan(5_000)
  })

  it('with control characters: it is removed from what has been cleaned of them, too', () => {
    const redactor = createRedactor()
    const secret = 'abcd\u0007efgh\u2028ijkl\u001b[31mmnop'
    redactor.add(secret)
    expect(redactor.text(`a ${secret} b`)).toBe('a ••• b')
    expect(redactor.text(`a ${cleanText(secret)} b`)).toBe('a ••• b')
  })

  it.each([64, 76])('wrapped as base64 of %d columns: every line of it is removed', (width) => {
    const secret = Array.from({ length: 30 }, (_, i) => `part ${i} of a long key`).join(' ')
    const wrapped =
      Buffer.from(secret)
        .toString('base64')
        .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
    const redactor = createRedactor()
    redactor.add(secret)
    expect(redactor.text(wrapped.join('\n')).replaceAll(/[•\n]/g, '')).toBe('')
  })

  it('of several lines: each is removed, whatever ends them', () => {
    const redactor = createRedactor()
    redactor.add('-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n')
    expect(redactor.text('a\r\nabcdefgh\r\nijklmnop b')).toBe('a\r\n•••\r\n••• b')
    expect(redactor.text(Buffer.from('ijklmnop').toString('base64'))).toBe('•••')
  })
})

describe('a text in pieces', () => {
  it('is cleaned as the whole would be, wherever it is cut', () => {
    const texts = fc.array(fc.constantFrom('token', 'token-long', 'tok', '-', 'x', 'hunter2', 'hunt', 'long'), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(texts, fc.array(fc.nat(30)), (words, cuts) => {
        const redactor = createRedactor()
        for (const secret of ['token', 'token-long', 'hunter2']) redactor.add(secret)
        const whole = words.join('')
        const stream = redactor.stream()
        let given = ''
        let from = 0
        for (const length of cuts) {
          given += stream.push(whole.slice(from, from + length))
          from += length
        }
        given += stream.push(whole.slice(from)) + stream.flush()
        expect(given).toBe(redactor.text(whole))
      }),
    )
  })

  it('gives out at once what cannot belong to a secret', () => {
    const redactor = createRedactor()
    redactor.add('hunter2')
    const stream = redactor.stream()
    expect(stream.push('key=hun')).toBe('key=')
    expect(stream.push('ger')).toBe('hunger')
    expect(stream.flush()).toBe('')
  })

  it('keeps no part of a secret where it was cut off', () => {
    const redactor = createRedactor()
    redactor.add('a-long-secret')
    expect(redactor.beginning('key=a-long-sec')).toBe('key=•••')
    expect(redactor.beginning('nothing here')).toBe('nothing here')
  })
})
