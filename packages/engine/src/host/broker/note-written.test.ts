import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../../test/host/host-bench.ts'

const path = 'products/edr/gen/late.mjs'
const wrote = `await context.files.write('${path}', 'export {}')`
const render = `await context.templates.render('x', 'products/edr/gen', {})`
const report = `{ products: 0, integrations: 0, skipped: [], summary: '' }`

describe('new code in its own folder', () => {
  /** What trust is told of once the host has ended. */
  const toldOf = async (hook: string): Promise<Readonly<Record<string, string>>> => {
    const told = new Map<string, string>()
    const bench = await benchWith(`export const it = ${hook}`, {
      permissions: { write: ['gen'] },
      files: { 'products/edr/templates/x/late.mjs': 'export {}' },
      onWritten: async (written) => {
        for (const [name, digest] of written) told.set(name, digest)
      },
    })
    await bench.run('it')
    await bench.host.close()
    return Object.fromEntries(told)
  }
  const late = { 'gen/late.mjs': createHash('sha256').update('export {}').digest('hex') }

  it.each([
    ['a pull', `pull(async (context) => { ${wrote}; return ${report} })`],
    ['a scaffold', `scaffold.producer({ topic: 'events' }, async (context) => { ${wrote} })`],
    ['templates of a scaffold', `scaffold.producer({ topic: 'events' }, async (context) => { ${render} })`],
  ])('is trusted with the product where %s wrote it', async (_, hook) => {
    expect(await toldOf(hook)).toEqual(late)
  })

  it.each([
    ['a setup', `setup.producer({ topic: 'events', title: 'x' }, async (context) => { ${wrote} })`],
    ['templates of a setup', `setup.producer({ topic: 'events', title: 'x' }, async (context) => { ${render} })`],
    ['an executor', `execute(async (context) => { ${wrote} })`],
  ])('asks as ever where %s wrote it', async (_, hook) => {
    expect(await toldOf(hook)).toEqual({})
  })
})
