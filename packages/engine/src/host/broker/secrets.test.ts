import { describe, expect, it } from 'vitest'
import { sharedBench } from '../../../test/host/host-bench.ts'

const shared = sharedBench()

const hooks = `
export const ofInstance = execute(({ instance }) => instance.secret('API_KEY'))
export const ofPlug = execute(({ plug }) => plug.secret('TOKEN'))
export const keep = setup.producer(async ({ plug, instance }) => {
  await plug.setSecret('TOKEN', 'one')
  await instance.setSecret('API_KEY', 'two')
})
export const forget = teardown.producer(({ plug }) => plug.setSecret('TOKEN', null))
export const large = execute(({ instance, arguments: { size } }) => instance.setSecret('API_KEY', 'x+/=y'.repeat(size / 5)))
export const lots = execute(async ({ instance }) => { for (;;) await instance.setSecret('API_KEY', 'x'.repeat(60_000)) })
export const strange = execute(({ instance }) => instance.secret('../x'))
export const wrong = execute(({ instance }) => instance.setSecret('API_KEY', 7))
export const optional = publish(async ({ secret }) => ({ message: String(await secret('API_KEY')) }))`

describe('secrets', () => {
  it('are kept, read and forgotten for the instance and the plug of the call', async () => {
    const bench = await shared.with(hooks)
    await bench.run('keep')
    expect([...bench.secrets.values]).toEqual([
      ['paris>siem TOKEN', 'one'],
      ['paris API_KEY', 'two'],
    ])
    await bench.run('forget')
    expect([...bench.secrets.values.keys()]).toEqual(['paris API_KEY'])
  })

  it.each([
    ['ofInstance', 'meshroom configure paris -s API_KEY'],
    ['ofPlug', 'meshroom configure paris siem events -s TOKEN'],
  ])('that have no value say how to give one (%s)', async (name, hint) => {
    const bench = await shared.with(hooks)
    await expect(bench.run(name)).rejects.toMatchObject({ hint, data: { code: 'SECRET_MISSING' } })
  })

  it('that a hook sets are no larger than secrets are, nor are all of them together', async () => {
    const bench = await shared.with(hooks)
    const tooLarge = { data: { code: 'SECRET_TOO_LARGE' } }
    await bench.run('large', { arguments: { size: 65_000 } })
    await expect(bench.run('large', { arguments: { size: 20_000_000 } })).rejects.toMatchObject(tooLarge)
    await expect(bench.run('large', { arguments: { size: 66_000 } })).rejects.toMatchObject(tooLarge)
    expect(bench.secrets.values.get('paris API_KEY')).toHaveLength(65_000)
    await expect(bench.run('lots')).rejects.toMatchObject(tooLarge)
  })

  it('of other products are denied', async () => {
    const bench = await shared.with(hooks)
    bench.secrets.values.set('siem API_KEY', 'theirs')
    const instance = { name: 'siem', product: 'sekoia', settings: {} }
    for (const name of ['ofInstance', 'ofPlug', 'keep']) {
      await expect(bench.run(name, { instance })).rejects.toMatchObject({ data: { code: 'SECRET_DENIED' } })
    }
  })

  it('of plugs that the instance is no side of are denied', async () => {
    const bench = await shared.with(hooks)
    const plug = { source: 'a', destination: 'b', topic: 'events', mode: 'push', settings: {}, outputs: {} } as const
    await expect(bench.run('ofPlug', { plug })).rejects.toMatchObject({ data: { code: 'SECRET_DENIED' } })
  })

  it('have proper names and are texts', async () => {
    const bench = await shared.with(hooks)
    await expect(bench.run('strange')).rejects.toMatchObject({ data: { code: 'ARGUMENT_INVALID' } })
    await expect(bench.run('wrong')).rejects.toMatchObject({ data: { code: 'ARGUMENT_INVALID' } })
  })

  it('may be missing when a hook publishes', async () => {
    const bench = await shared.with(hooks)
    expect(await bench.run('optional')).toEqual({ message: 'undefined' })
    bench.secrets.values.set('paris API_KEY', 'abc')
    expect(await bench.run('optional')).toEqual({ message: 'abc' })
  })
})
