import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { mapBounded } from './map-bounded.ts'
import { readBounded } from './read-bounded.ts'

it('reads a file up to the limit, to the byte', async () => {
  const root = await makeProject({ f: 'x'.repeat(10) })
  expect(await readBounded(join(root, 'f'), 10)).toMatchObject({ kind: 'read' })
  expect(await readBounded(join(root, 'f'), 9)).toEqual({ kind: 'too-large', size: 10 })
})

it('says why a file cannot be read', async () => {
  const root = await makeProject({})
  expect(await readBounded(join(root, 'none'), 10)).toEqual({ kind: 'unreadable', reason: 'ENOENT' })
  expect(await readBounded(join(root, 'products'), 10_000)).toEqual({ kind: 'unreadable', reason: 'EISDIR' })
})

it('has no more calls under way than allowed, and keeps the order', async () => {
  let underWay = 0
  let most = 0
  const results = await mapBounded([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++underWay)
    for (let turn = 0; turn < item; turn++) await Promise.resolve()
    underWay--
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})
