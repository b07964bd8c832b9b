import type { JsonValue } from '@meshroom/hooks-sdk'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../../test/host/host-bench.ts'
import { createRedactor } from '../redact.ts'

/** A hook that puts out so, and what its bench was told. */
async function putting(code: string) {
  const bench = await benchWith(`export const put = setup.producer(async ({ plug, instance }) => { ${code} })`)
  bench.secrets.values.set('paris API_KEY', 'the-canary')
  const call = async (more = {}) => bench.host.call(await bench.hook('put'), bench.input(more))
  return { bench, call }
}

describe('an output', () => {
  it.each(['__proto__', 'constructor', 'prototype', '', 'a\\nb', 'x'.repeat(101)])(
    'cannot be named "%s"',
    async (name) => {
      const { call } = await putting(`await plug.output('${name}', { polluted: true })`)
      await expect(call()).rejects.toMatchObject({ data: { code: 'OUTPUT_NAME_INVALID' } })
    },
  )

  it('may have a name that objects have too, as it is kept in one without such', async () => {
    const { call } = await putting(`await plug.output('toString', 1)`)
    const { outputs } = await call()
    expect([Object.keys(outputs), Object.getPrototypeOf(outputs)]).toEqual([['toString'], null])
  })

  it('of 64 KiB is kept, and one that is larger is not', async () => {
    const fits = await putting(`await plug.output('text', 'x'.repeat(65_534))`)
    expect((await fits.call()).outputs.text).toHaveLength(65_534)
    const { call } = await putting(`await plug.output('text', 'x'.repeat(65_535))`)
    await expect(call()).rejects.toMatchObject({
      message: expect.stringContaining('65537 bytes, and 65536 are the limit'),
      data: { code: 'OUTPUT_TOO_LARGE' },
    })
  })

  it('is too much where a plug has 256 KiB with it, with what earlier hooks have put out', async () => {
    const { call } = await putting(
      `for (let at = 0; at < 3; at++) await plug.output('text' + at, 'x'.repeat(60_000)); await plug.output('text0', 'y'.repeat(60_000))`,
    )
    await expect(call()).resolves.toBeDefined()
    const plug = { source: 'paris', destination: 'siem', topic: 'events', mode: 'push', settings: {} } as const
    const earlier = { plug: { ...plug, outputs: { earlier: 'x'.repeat(90_000) } } }
    await expect(call(earlier)).rejects.toMatchObject({ data: { code: 'OUTPUT_TOO_LARGE' } })
  })

  it('has no secret in its name', async () => {
    const { call } = await putting(
      `await plug.output(await instance.secret('API_KEY'), await instance.secret('API_KEY'))`,
    )
    expect({ ...(await call()).outputs }).toEqual({ '•••': '•••' })
  })

  it("tells no hook whether a text is another product's secret, and yet keeps none", async () => {
    const redactor = createRedactor()
    redactor.add('secret-of-siem')
    const hooks = `
export const put = setup.producer(async ({ plug, arguments: { guess } }) => {
  const told = []
  const tried = (name, value) => plug.output(name, value).then(() => 'kept', ({ code, message }) => code + ' ' + message).then((said) => told.push(said.replaceAll(guess, 'GUESS')))
  await tried(guess, 'x'.repeat(70_000))
  await tried('x'.repeat(90) + guess, 1)
  await tried('list', Array(4_500).fill(guess))
  for (const name of ['a', 'b', 'c', 'd', 'e']) await tried(name, Array(3_500).fill(guess))
  await tried(guess, guess)
  throw new HookError('TOLD', JSON.stringify(told))
})`
    const bench = await benchWith(hooks, { redactor })
    const kept: JsonValue[] = []
    const told = async (guess: string) => {
      const onOutput = (name: string, value: JsonValue) => void kept.push({ [name]: value })
      const input = bench.input({ arguments: { guess } })
      const error: Error = await bench.host.call(await bench.hook('put'), input, { onOutput }).catch((thrown) => thrown)
      return error.message
    }
    const right = await told('secret-of-siem')
    expect(right).toMatch(/^.*#put: \["OUTPUT_TOO_LARGE .*","OUTPUT_NAME_INVALID .*","OUTPUT_TOO_LARGE .*"kept".*"\]$/)
    expect(JSON.stringify(kept)).not.toContain('secret-of-siem')
    expect(right).toBe(await told('a-wrong-guess.'))
  })
})
