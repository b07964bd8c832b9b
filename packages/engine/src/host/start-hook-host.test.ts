import { describe, expect, it } from 'vitest'
import { benchWith } from '../../test/host/host-bench.ts'

describe('a hook in its process', () => {
  it('gets its context and gives its result', async () => {
    const bench = await benchWith(`
export const ask = execute('query', async ({ instance, plug, project, product, log, arguments: given }) => {
  log.info('asked')
  return { tenant: instance.name, to: plug?.destination, project: typeof project.name, product: product.name, given }
})`)
    const { result } = await bench.host.call(await bench.hook('ask'), bench.input({ arguments: { ip: '1.2.3.4' } }))
    expect(result).toEqual({ tenant: 'paris', to: 'siem', project: 'string', product: 'edr', given: { ip: '1.2.3.4' } })
    expect(bench.logs()).toEqual(['asked'])
  })
})
