import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPins } from './trust-lock.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'meshroom-pins-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('what processes pin at the same time is all pinned', async () => {
  const program = `
    import { writePin } from ${JSON.stringify(import.meta.resolve('./trust-lock.ts'))}
    const permissions = { net: [], run: [], write: [], git: false }
    const [root, ...products] = process.argv.slice(1)
    for (const product of products) await writePin(root, product, { product, digest: 'a'.repeat(64), permissions })`
  const pin = (...products: string[]) =>
    promisify(execFile)(process.execPath, [
      '--conditions=@meshroom/source',
      '--input-type=module',
      '-e',
      program,
      root,
      ...products,
    ])
  await Promise.all([pin('a', 'b', 'c'), pin('d', 'e', 'f'), pin('g', 'h', 'i')])
  expect([...(await readPins(root)).keys()]).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])
})
