import { expect, test } from 'vitest'
import { up } from '../../test/edr-feeds-siem.ts'
import { TestMesh } from '../../test/test-mesh.ts'

/** So many EDRs, each with a plug to the one SIEM. */
function feeding(edrs: number): TestMesh {
  const mesh = new TestMesh().product('siem').instance('my-siem', 'siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  for (let index = 0; index < edrs; index++) {
    const name = `edr-${String(index).padStart(2, '0')}`
    mesh.product(name).hook(name, 'setup.producer', { topic: 'events' })
    mesh.instance(`my-${name}`, name).plug('events', `my-${name}`, 'my-siem')
  }
  return mesh
}

test('a run of many products has few processes at once, starts each once, and leaves none', async () => {
  const mesh = feeding(30)
  expect((await up(mesh, { parallelism: 2 })).succeeded).toHaveLength(60)
  expect(mesh.hosts.toSorted()).toEqual([...new Set(mesh.hosts)].toSorted())
  expect(mesh.mostHosts).toBeLessThanOrEqual(8)
  expect(mesh.openHosts).toBe(0)
})

test('products that come again and again make room for each other: that which rested longest goes', async () => {
  const mesh = feeding(12)
  for (let index = 0; index < 12; index++) {
    const name = `edr-${String(index).padStart(2, '0')}`
    mesh.instance(`z-${name}`, name).plug('events', `z-${name}`, 'my-siem')
  }
  expect((await up(mesh, { parallelism: 1 })).succeeded).toHaveLength(48)
  expect(mesh.mostHosts).toBeLessThanOrEqual(8)
  expect(mesh.hosts.filter((product) => product === 'siem')).toHaveLength(1)
})

test('a few products keep their processes as long as something is left to do for them', async () => {
  const mesh = feeding(3)
  for (let index = 0; index < 20; index++)
    mesh.instance(`more-${index}`, `edr-0${index % 3}`).plug('events', `more-${index}`, 'my-siem')
  await up(mesh, { parallelism: 1 })
  expect(mesh.hosts.toSorted()).toEqual(['edr-00', 'edr-01', 'edr-02', 'siem'])
})
