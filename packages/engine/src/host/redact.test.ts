import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../test/host/host-bench.ts'
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

const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 of user:secret': (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  'URL-encoded': (secret) => encodeURIComponent(secret.toWellFormed()),
  'of a form': (secret) => new URLSearchParams({ k: secret }).toString().slice(2),
  'JSON-escaped': (secret) => JSON.stringify(secret).slice(1, -1),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
}

/** What is left of a secret: its longest part, in the form, that is still in a text. */
function longestLeft(text: string, form: string): number {
  for (let length = form.length; length > 0; length--) {
    for (let from = 0; from + length <= form.length; from++)
      if (text.includes(form.slice(from, from + length))) return length
  }
  return 0
}

describe('whatever way a secret is written', () => {
  it.each(Object.keys(encodings))('%s: it is removed', (name) => {
    const encode = encodings[name] ?? String
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9!@#/+=&? "'\\-]{12,40}$/), (secret) => {
        fc.pre(secret.trim() === secret)
        const redactor = createRedactor()
        redactor.add(secret)
        const written = encode(secret)
        const left = redactor.text(`<<${written}>>`)
        expect(left).not.toContain(written)
        expect(longestLeft(left.replaceAll(/[<>•]/g, ''), written)).toBeLessThanOrEqual(name.includes('user') ? 8 : 3)
      }),
    )
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

describe('secrets that a hook has read', () => {
  it('leave it neither in logs, progress, outputs and results nor in errors', async () => {
    const bench = await benchWith(`
const leak = async (instance) => 'key: ' + (await instance.secret('API_KEY'))
export const all = setup.producer(async ({ instance, plug, log, progress }) => {
  const text = await leak(instance)
  log.info(text); progress(text); console.log(text); console.error(text)
  await plug.output('url', text)
})
export const result = execute(async ({ instance }) => [await leak(instance)])
export const error = execute(async ({ instance }) => { throw new HookError('X', await leak(instance), { hint: await leak(instance) }) })
export const written = execute(async ({ plug }) => { await plug.setSecret('TOKEN', 'made-by-hook'); return 'made-by-hook' })`)
    bench.secrets.values.set('paris API_KEY', 'hunter2!')
    const { outputs } = await bench.host.call(await bench.hook('all'), bench.input())
    const result = await bench.run('result')
    const error = await bench.run('error').catch((thrown: unknown) => thrown)
    expect(outputs).toEqual({ url: 'key: •••' })
    expect(result).toEqual(['key: •••'])
    expect(error).toMatchObject({ message: 'products/edr/hooks.ts#error: key: •••', hint: 'key: •••' })
    expect(await bench.run('written')).toBe('•••')
    expect(bench.logs()).toEqual(['key: •••', 'key: •••', 'key: •••'])
    expect(JSON.stringify([bench.events, outputs, result, error])).not.toContain('hunter2')
  })

  it('leave it not even through an unhandled error that ends the process', async () => {
    const bench = await benchWith(`
export const it = execute(async ({ instance }) => {
  const key = await instance.secret('API_KEY')
  setTimeout(() => { throw new Error('with ' + key) })
  await new Promise(() => setTimeout(() => {}, 1e6))
})`)
    bench.secrets.values.set('paris API_KEY', 'hunter2!')
    const error = await bench.run('it').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'HOOK_CRASHED', message: expect.stringContaining('with •••') })
    expect(JSON.stringify([bench.events, error, String(error)])).not.toContain('hunter2')
  })

  it('leave it neither across the borders of a line that is too long, nor where a message is cut', async () => {
    const bench = await benchWith(`
export const line = execute(async ({ instance }) => {
  const key = await instance.secret('API_KEY')
  for (let at = 0; at < 40; at++) { process.stdout.write('x'.repeat(1000 - at)); process.stdout.write(key.slice(0, 9)); process.stdout.write(key.slice(9)) }
})
export const message = execute(async ({ instance, log }) => {
  const key = await instance.secret('API_KEY')
  for (let at = 0; at < 30; at++) log.info('y'.repeat(16384 - at) + key)
})
export const thrown = execute(async ({ instance }) => { throw { text: 'z'.repeat(980) + await instance.secret('API_KEY') } })`)
    const key = 'the-canary-of-this-test'
    bench.secrets.values.set('paris API_KEY', key)
    await bench.run('line')
    await bench.run('message')
    const error = await bench.run('thrown').catch((thrown: unknown) => thrown)
    const all = bench.logs().join('') + String(error)
    for (let length = 5; length <= key.length; length++) expect(all).not.toContain(key.slice(0, length))
    expect(bench.logs().join('')).toMatch(/x•••x/)
  })
})
