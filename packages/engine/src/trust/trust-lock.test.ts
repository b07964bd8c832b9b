import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { readPins } from './trust-lock.ts'

const root = mkdtempSync(join(tmpdir(), 'meshroom-pins-'))
afterAll(() => rm(root, { recursive: true }))

const pinTwenty = `
  import { writePin } from ${JSON.stringify(new URL('./trust-lock.ts', import.meta.url).href)}
  const [root, by] = process.argv.slice(1)
  for (let each = 0; each < 20; each++) {
    const product = by + each
    await writePin(root, product, { product, digest: '0'.repeat(64), permissions: { net: [], run: [], write: [], git: false }, files: {} })
  }`

test('what processes pin at once is all pinned', async () => {
  const run = (by: string) =>
    promisify(execFile)(process.execPath, [
      '--conditions=@meshroom/source',
      '--input-type=module',
      '-e',
      pinTwenty,
      root,
      by,
    ])
  await Promise.all(['a', 'b', 'c', 'd'].map(run))
  expect((await readPins(root)).size).toBe(80)
}, 60_000)
