import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { findProjectRoot } from './find-project-root.ts'

it('finds the nearest folder upwards that has products or instances', async () => {
  const root = await makeProject({ 'products/edr/integrations/siem/x.yaml': '' })
  expect(await findProjectRoot(join(root, 'products/edr/integrations/siem'))).toBe(root)
  await mkdir(join(root, 'products/edr/instances'))
  expect(await findProjectRoot(join(root, 'products/edr/integrations'))).toBe(join(root, 'products/edr'))
})

it('finds none above a folder of no project, nor takes a file for one', async () => {
  const root = await makeProject({ 'deep/x': '' })
  await writeFile(join(root, 'deep/products'), '')
  expect(await findProjectRoot(join(root, 'deep'))).toBe(root)
  expect(await findProjectRoot('/')).toBeUndefined()
})
