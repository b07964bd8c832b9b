import { expect, test } from 'vitest'
import { schemaNames, validateJson } from './json-schemas.ts'
import { sandbox, sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'

test.each([
  ['list-products', 'list products'],
  ['list-integrations', 'list integrations'],
  ['list-instances', 'list instances'],
  ['list-plugs', 'list plugs'],
  ['plan', 'plan'],
  ['status', 'status'],
  ['status', 'status --check'],
  ['state-adopt', 'state adopt'],
  ['state-forget', 'state forget edr'],
  ['state-repair', 'state repair'],
  ['graph', 'graph'],
  ['graph', 'graph --capabilities'],
  ['validate', 'validate'],
  ['unplug', 'unplug events edr siem'],
  ['remove', 'remove siem'],
  ['error', 'plug iocs edr siem'],
  ['error', 'list products --nope'],
  ['error', 'lst'],
  ['error', 'list'],
  ['error', 'secrets key'],
  ['error', 'gaps edr'],
  ['error', 'route edr nobody events'],
  ['error', 'impact nobody'],
  ['error', 'validate --coverage nowhere.yaml'],
  ['error', 'graph --focus nobody'],
  ['secrets-list', 'secrets list'],
  ['create-capability', 'create capability siem alerts producer --format ocsf'],
  ['create-integration', 'create integration siem edr events consumer'],
  ['create-product', 'create product xdr --from xdr'],
  ['configure', 'configure siem -c slow=1'],
  ['configure', 'configure edr siem events'],
])('%s: meshroom %s', async (schema, line) => {
  const box = await sandboxWithPlug()
  await box.meshroom('unplug iocs edr siem')
  const { stdout } = await box.meshroom(`${line} --json`)
  expect(validateJson(schema, stdout)).toBeDefined()
})

test('a whole way through a mesh, each answer as its schema says', async () => {
  const box = await sandboxWithMesh()
  const check = async (schema: string, line: string, input = '') => {
    const { stdout, code } = await box.meshroom(`${line} --json`, { input })
    expect(code).toBe(0)
    return validateJson(schema, stdout)
  }
  await check('add', 'add siem')
  expect(await check('add', 'add edr -s API_KEY', 'k\n')).toMatchObject({ name: 'edr', secrets: ['API_KEY'] })
  await check('plug', 'plug events edr siem')
  await check('secrets-set', 'secrets set edr OTHER', 'x')
  expect(await check('secrets-list', 'secrets list')).toHaveLength(2)
  expect(await check('secrets-get', 'secrets get edr OTHER')).toEqual({ name: 'edr_edr_OTHER', value: 'x' })
  await check('secrets-unset', 'secrets unset edr OTHER')
})

test('init', async () => {
  const box = await sandbox()
  validateJson('init', (await box.meshroom('init mesh --json')).stdout)
})

test('pull and publish, by hooks of a product', async () => {
  const box = await sandboxWithMesh()
  await box.write({
    'products/siem/catalog.ts': `
import { publish, pull } from '@meshroom/hooks-sdk'

export const bring = pull(async ({ manifests }) => {
  await manifests.merge([{ path: 'products/ndr/definition.yaml', data: { name: 'ndr', produces: { events: [{}] } } }])
  return { products: 1, integrations: 0, skipped: [{ item: 'x', reason: 'no name' }], summary: 'done' }
})
export const contribute = publish.consumer('events', async () => ({ message: 'opened', url: 'https://example.com/1' }))
`,
    'products/siem/integrations/edr/events_consumer.yaml': 'note: ours\n',
  })
  const pulled = await box.meshroom('pull siem --json')
  expect(validateJson('pull', pulled.stdout)).toMatchObject({ created: ['products/ndr/definition.yaml'] })
  expect((await box.meshroom('pull siem')).stdout).toContain('left out: x: no name')
  const published = await box.meshroom('publish siem edr events --json')
  expect(validateJson('publish', published.stdout)).toMatchObject([{ message: 'opened', url: 'https://example.com/1' }])
})

test('every schema says what it is of', () => {
  expect(schemaNames).toHaveLength(new Set(schemaNames).size)
  expect(schemaNames).toEqual(expect.arrayContaining(['error', 'run', 'watch', 'produce', 'plug-ref']))
})
