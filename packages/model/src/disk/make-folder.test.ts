import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { makeFolder } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

test('a folder is made with those above it, and again without a word', async () => {
  const folder = join(await makeProject({}), 'a/b/c')
  await makeFolder(folder)
  await makeFolder(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('a file in the way is told', async () => {
  const root = await makeProject({})
  await writeFile(join(root, 'a'), '')
  await expect(makeFolder(join(root, 'a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.runIf(process.platform === 'linux')('where the system cannot sync a folder, it is left at that', async () => {
  await syncFolder('/proc')
  await syncFolder('/proc/nowhere')
})
