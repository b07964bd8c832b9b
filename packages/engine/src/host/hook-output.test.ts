import { describe, expect, it } from 'vitest'
import { benchWith } from '../../test/host/host-bench.ts'

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

  it('leave it not as the time after which to try again', async () => {
    const bench = await benchWith(`
export const it = execute(async ({ instance, arguments: { plus } }) => { throw new RetryableError('x', { after: plus + Number(await instance.secret('PIN')) }) })`)
    bench.secrets.values.set('paris PIN', '48151623')
    const failure = (plus: number) => bench.run('it', { arguments: { plus } }).catch((thrown: unknown) => thrown)
    expect(await failure(0)).toMatchObject({
      code: 'HOOK_RETRYABLE',
      data: expect.not.objectContaining({ after: expect.anything() }),
    })
    expect(await failure(1)).toMatchObject({ code: 'HOOK_RETRYABLE', data: { after: 48151624 } })
  })

  it.each([
    ['a plain one', 'the-canary-of-this-test'],
    ['one with an escape sequence', 'the-canary\u001b[31m-of-this-test'],
  ])('leave it not by a line that goes around the runner, nor by one that is cut: %s', async (_, key) => {
    const bench = await benchWith(`
import { writeSync } from 'node:fs'
async function write(out, text) {
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    try { rest = rest.subarray(writeSync(out, rest)) } catch { await new Promise((go) => setTimeout(go, 2)) }
  }
}
export const it = execute(async ({ instance }) => {
  const key = await instance.secret('API_KEY')
  for (const out of [1, 2]) {
    await write(out, 'plain ' + key + '\\n')
    for (let at = 1; at < key.length; at++) await write(out, 'x'.repeat(1_000 - at) + key + 'y'.repeat(64 * 1024) + '\\n')
  }
})`)
    bench.secrets.values.set('paris API_KEY', key)
    await bench.run('it')
    await bench.host.close()
    const all = bench.logs().join('\n')
    expect(all.match(/plain •••/g)).toHaveLength(2)
    expect(all).toContain('x•••')
    for (let length = 5; length <= key.length; length++) expect(all).not.toContain(key.slice(0, length))
  })

  it('leave it not in the last words of a process that dies', async () => {
    const bench = await benchWith(`
import { writeSync } from 'node:fs'
export const it = execute(async ({ instance }) => { writeSync(2, 'last: ' + (await instance.secret('API_KEY')) + '\\n'); process.exit(1) })`)
    bench.secrets.values.set('paris API_KEY', 'hunter2!')
    const error = await bench.run('it').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'HOOK_CRASHED', data: { stderr: 'last: •••\n' } })
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

  it('leave it not where a line is cut within an escape sequence of theirs', async () => {
    const bench = await benchWith(`
export const it = execute(async ({ instance }) => {
  const key = await instance.secret('API_KEY')
  for (let at = 1; at < key.length; at++) { process.stdout.write('x'.repeat(8192)); process.stdout.write(key.slice(0, at)); process.stdout.write(key.slice(at) + 'y\\n') }
})`)
    const key = 'token\u001b[31m-of-this-test'
    bench.secrets.values.set('paris API_KEY', key)
    await bench.run('it')
    const said = bench.logs().join('').replaceAll(/x+/g, 'x')
    expect(said).toBe('x•••y'.repeat(key.length - 1))
  })

  it.each([
    ['in a URL that is cut', `'zz:' + 'x'.repeat(194) + key`],
    ['as the name of a host, which is written in small letters', `'http://' + key + '.example/'`],
    ['within the name of a host', `'http://a.' + key + '.b.example:8080/?x=' + key`],
  ])('leave it not in the refusal of an address: %s', async (_, url) => {
    const bench = await benchWith(`
export const ask = execute(async ({ instance }) => { const key = await instance.secret('API_KEY'); await fetch(${url}) })`)
    bench.secrets.values.set('paris API_KEY', 'CaNaRy7')
    const error = String(await bench.run('ask').catch((thrown: unknown) => thrown))
    expect(error).toMatch(/is no http|may not reach/)
    for (let length = 4; length <= 7; length++) expect(error.toLowerCase()).not.toContain('canary7'.slice(0, length))
  })
})
