import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benchWith, type HostBench } from '../../../test/host/host-bench.ts'

const hooks = `
export const bring = pull(async ({ manifests, settings }) => {
  const report = await manifests.merge(settings.files)
  return { products: 0, integrations: 0, skipped: [], summary: JSON.stringify(report) }
})
export const leak = pull(async ({ manifests, secret }) => {
  await manifests.merge([{ path: 'products/' + (await secret('API_KEY')) + '\\u001b[2J/definition.yaml', data: { vendor: 'x' } }])
  return { products: 0, integrations: 0, skipped: [] }
})
export const ask = execute(({ arguments: given }) => null)`

type File = { path: string; data: Record<string, string | string[]> }

async function merge(bench: HostBench, ...files: File[]) {
  const result = (await bench.run('bring', { settings: { files } })) as { summary: string }
  return JSON.parse(result.summary)
}

const siem = 'products/siem/definition.yaml'
const none = { created: [], updated: [], unchanged: [], kept: [] }

describe('merging manifests', () => {
  it('creates, updates and leaves alone; a second time there is nothing to do', async () => {
    const bench = await benchWith(hooks)
    const file = (vendor: string) => ({ path: siem, data: { vendor, description: 'x' } })
    expect(await merge(bench, file('Acme'))).toEqual({ ...none, created: [siem] })
    expect(await merge(bench, file('Acme'))).toEqual({ ...none, unchanged: [siem] })
    expect(await merge(bench, file('Ace'))).toEqual({ ...none, updated: [siem] })
    expect(await readFile(join(bench.root, siem), 'utf8')).toContain('vendor: Ace')
  })

  it('is reported to people without secrets and escapes', async () => {
    const reports: unknown[] = []
    const bench = await benchWith(hooks, { onMerge: (report) => void reports.push(report) })
    bench.secrets.values.set('paris API_KEY', 'hunter2!')
    await bench.run('leak')
    expect(reports).toEqual([{ ...none, created: ['products/•••/definition.yaml'] }])
  })

  it('keeps what a person wrote, comments and all', async () => {
    const bench = await benchWith(hooks)
    await merge(bench, { path: siem, data: { vendor: 'Acme', description: 'old' } })
    await writeFile(join(bench.root, siem), '# ours\nvendor: Mine # really\ndescription: old\n')
    const report = await merge(bench, { path: siem, data: { vendor: 'Ace', description: 'new' } })
    expect(report).toEqual({ ...none, updated: [siem], kept: [`${siem}: vendor`] })
    expect(await readFile(join(bench.root, siem), 'utf8')).toBe('# ours\nvendor: Mine # really\ndescription: new\n')
  })

  it('finds a file that the project calls .yml', async () => {
    const bench = await benchWith(hooks, { files: { 'products/siem/definition.yml': 'vendor: Mine\n' } })
    expect(await merge(bench, { path: siem, data: { description: 'x' } })).toEqual({ ...none, updated: [siem] })
    expect(await readFile(join(bench.root, 'products/siem/definition.yml'), 'utf8')).toBe(
      'vendor: Mine\ndescription: x\n',
    )
  })

  it('leaves a file that is broken, and does the others', async () => {
    const other = 'products/siem/integrations/edr/events_consumer.yaml'
    const bench = await benchWith(hooks, { files: { [siem]: 'vendor: [\n' } })
    const report = await merge(bench, { path: siem, data: { vendor: 'x' } }, { path: other, data: { format: 'json' } })
    expect(report).toMatchObject({
      created: [other],
      unchanged: [siem],
      kept: [expect.stringContaining('the whole file')],
    })
    expect(await readFile(join(bench.root, siem), 'utf8')).toBe('vendor: [\n')
  })

  it('goes on after a kill between the files and the memory of them', async () => {
    const bench = await benchWith(hooks)
    await merge(bench, { path: siem, data: { vendor: 'Acme' } })
    const memory = join(bench.root, 'state/pull/edr.json')
    const before = await readFile(memory, 'utf8')
    const { files } = JSON.parse(before)
    await merge(bench, { path: siem, data: { vendor: 'Ace' } })
    const { createHash } = await import('node:crypto')
    const sha256 = createHash('sha256')
      .update(await readFile(join(bench.root, siem)))
      .digest('hex')
    files[siem].pending = { data: { vendor: 'Ace' }, sha256 }
    await writeFile(memory, JSON.stringify({ version: 1, files }))
    expect(await merge(bench, { path: siem, data: { vendor: 'Third' } })).toEqual({ ...none, updated: [siem] })
  })

  it('says that its memory is damaged, and writes nothing', async () => {
    const bench = await benchWith(hooks, { files: { 'state/pull/edr.json': '{' } })
    await expect(merge(bench, { path: siem, data: { vendor: 'x' } })).rejects.toMatchObject({
      data: { code: 'STATE_BROKEN' },
      hint: expect.stringContaining('git checkout -- state/pull/edr.json'),
    })
    await expect(readFile(join(bench.root, siem))).rejects.toThrow('ENOENT')
  })

  it.each([
    'products/siem/x.ts',
    'products/siem/integrations/x.yaml',
    'instances/a/b/config.yaml',
    'products/../x/definition.yaml',
  ])('does not touch %s', async (path) => {
    const bench = await benchWith(hooks)
    await expect(merge(bench, { path, data: { vendor: 'x' } })).rejects.toMatchObject({
      data: { code: 'PATH_REFUSED' },
    })
  })

  it('takes several hundred files at once', async () => {
    const bench = await benchWith(hooks)
    const files = Array.from({ length: 300 }, (_, i) => ({
      path: `products/p${i}/definition.yaml`,
      data: { vendor: `v${i}` },
    }))
    expect((await merge(bench, ...files)).created).toHaveLength(300)
    await rm(join(bench.root, 'products/p7'), { recursive: true })
    const again = await merge(bench, ...files)
    expect([again.unchanged.length, again.kept]).toEqual([300, ['products/p7/definition.yaml: (the whole file)']])
  })
})
