import { expect, test } from 'vitest'
import { TestMesh } from '../../test/test-mesh.ts'
import { listRoutes } from './list-routes.ts'

const mesh = new TestMesh()
  .product('edr', ['produces alerts push ocsf'])
  .product('siem', ['consumes alerts', 'produces alerts push ecs'])
  .product('soar', ['consumes alerts push ecs'])
  .instance('my-edr', 'edr')
  .open()

test('a topic goes through what takes it and passes it on; an instance stands for its product', async () => {
  const [route] = await listRoutes(mesh, { from: 'my-edr', to: 'soar', topic: 'alerts' })
  expect(route).toMatchObject({ cost: 3, conversions: 1 })
  expect(route!.hops.map(({ source, destination }) => `${source} ${destination}`)).toEqual(['edr siem', 'siem soar'])
})

test.each([
  ['edr', 'soar', 'alert', 'TOPIC_UNKNOWN', 'did you mean "alerts"?'],
  ['edr', 'soar', 'identities', 'TOPIC_UNKNOWN', 'meshroom gaps edr soar --topic identities'],
  ['edr', 'my-edr', 'alerts', 'PRODUCTS_EQUAL', 'meshroom list products'],
  ['edr', 'soa', 'alerts', 'PRODUCT_UNKNOWN', 'did you mean "soar"?'],
])('%s to %s for %s: %s', async (from, to, topic, code, hint) => {
  await expect(listRoutes(mesh, { from, to, topic })).rejects.toMatchObject({ code, hint })
})
