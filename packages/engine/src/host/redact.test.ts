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

  it('leaves what is too short to be secret', () => {
    const redactor = createRedactor()
    redactor.add('no')
    expect(redactor.text('nobody')).toBe('nobody')
  })

  it('finds any secret anywhere in any value', () => {
    const secretText = fc
      .string({ minLength: 4, unit: 'grapheme' })
      .filter((text) => text.trim() === text && !'•••'.includes(text))
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
})
