import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { readBounded } from './read-bounded.ts'

it('reads a file up to the limit, to the byte', async () => {
  const root = await makeProject({ f: 'x'.repeat(10) })
  expect(readBounded(join(root, 'f'), 10)).toMatchObject({ kind: 'read' })
  expect(readBounded(join(root, 'f'), 9)).toEqual({ kind: 'too-large', size: 10 })
})

it('says why a file cannot be read', async () => {
  const root = await makeProject({})
  expect(readBounded(join(root, 'none'), 10)).toEqual({ kind: 'unreadable', reason: 'ENOENT' })
  expect(readBounded(join(root, 'products'), 10_000)).toEqual({ kind: 'unreadable', reason: 'EISDIR' })
})
