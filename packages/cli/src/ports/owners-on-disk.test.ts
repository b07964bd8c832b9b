import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadProject } from '@meshroom/model'
import { expect, onTestFinished, test } from 'vitest'
import { ownersOnDisk, productOnDisk } from './owners-on-disk.ts'
import { secretOwners } from './secret-owners.ts'

async function projectOf(...files: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-owners-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '{}\n')
  }
  return root
}

const sorted = (owners: readonly object[]) => owners.map((owner) => JSON.stringify(Object.entries(owner).sort())).sort()

test('the names of folders and files say who may own secrets, as the manifests do', async () => {
  const root = await projectOf(
    'products/edr/definition.yaml',
    'instances/edr/paris/config.yaml',
    'instances/edr/paris/plugs/soc/events.yaml',
    'instances/edr/paris/plugs/soc/case_notes_pull.yml',
    'instances/siem/soc/config.yaml',
    'instances/siem/bare/.gitkeep',
    'instances/.cache/x/config.yaml',
    'instances/siem/node_modules/config.yaml',
  )
  const owners = ownersOnDisk(root)
  expect(owners).toHaveLength(5)
  expect(sorted(owners)).toEqual(sorted(secretOwners(await loadProject(root))))
})

test('the product of an instance, unless two have one of that name', async () => {
  const root = await projectOf(
    'instances/edr/paris/config.yaml',
    'instances/siem/soc/config.yaml',
    'instances/edr/soc/config.yaml',
  )
  expect(['paris', 'soc', 'nobody'].map((name) => productOnDisk(root, name))).toEqual(['edr', undefined, undefined])
})

test('where there is no instance there is no owner', async () => {
  expect(ownersOnDisk(await projectOf())).toEqual([])
})
