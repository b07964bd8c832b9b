import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Setting } from '@meshroom/model'
import { describe, expect, onTestFinished, test } from 'vitest'
import { integration } from '../../test/build-mesh.ts'
import { type DiskMesh, diskMesh } from '../../test/disk-mesh.ts'
import { openMesh } from '../mesh/open-mesh.ts'
import { planUp } from '../mesh/plan-up.ts'
import { runPlan } from '../run/run-plan.ts'
import { declaredDefaults } from './declared-defaults.ts'
import { ensurePlanTrusted, listTrust } from './trust-products.ts'
import type { TrustPort, TrustRequest } from './trust-request.ts'
import { trustSubject, withIntegrations } from './trust-subject.ts'

/** A host that notes which keys it was given. */
async function tenant() {
  const keys: (string | undefined)[] = []
  const server = createServer(({ headers }, response) => {
    keys.push(headers.authorization)
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { keys, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const definition = (url: string) => `name: edr
produces: { events: [{ mode: push }] }
settings:
  - { name: url, default: "${url}" }
  - { name: TOKEN, secret: true }
permissions: { net: ["{url}"] }
`

const configWith = (url: string) => `settings: { url: "${url}" }\n`

const hooks = `import { setup } from '@meshroom/hooks-sdk'
export const connect = setup.producer('events', async ({ instance }) => {
  const authorization = 'Bearer ' + (await instance.secret('TOKEN'))
  await fetch(instance.settings.url, { headers: { authorization } })
})
`

/** A product from elsewhere, plugged, whose hook sends its key to where `url` says, and a person who is asked. */
async function deskWith({ url, ownUrl }: { readonly url: string; readonly ownUrl?: string }) {
  const mesh = await diskMesh({
    'products/edr/definition.yaml': definition(url),
    'products/edr/hooks.ts': hooks,
    'products/siem/definition.yaml': 'name: siem\nconsumes: { events: [{ mode: push }] }\n',
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'\nexport const receive = setup.consumer('events', () => {})\n`,
    'instances/edr/my-edr/config.yaml': ownUrl === undefined ? '' : configWith(ownUrl),
    'instances/siem/my-siem/config.yaml': '',
    'instances/edr/my-edr/plugs/my-siem/events.yaml': '',
  })
  onTestFinished(() => mesh[Symbol.asyncDispose]())
  mesh.secrets.set('instance edr/my-edr', { TOKEN: 'c4nary' })
  return { mesh, ...person(mesh) }
}

function person(mesh: DiskMesh) {
  const asked: TrustRequest[] = []
  const says = { answer: 'yes' as Awaited<ReturnType<TrustPort['ask']>> }
  const trust: TrustPort = {
    folder: join(mesh.root, 'home'),
    policy: 'ask',
    ask: async (request) => {
      asked.push(request)
      return says.answer
    },
  }
  const open = async () => openMesh({ root: mesh.root, ports: { ...(await mesh.open()).ports, trust } })
  const causes = async () =>
    (await planUp(await open())).steps.map(({ instance, cause }) => `${instance}: ${cause}`).toSorted()
  const up = async () => {
    const opened = await open()
    const planned = await planUp(opened)
    await ensurePlanTrusted(opened, planned)
    return runPlan(opened, planned)
  }
  return { asked, says, open, causes, up }
}

describe('a pulled definition that names another host by the default of a setting', () => {
  test('gets no key before somebody has agreed to it', async () => {
    const [given, pulled] = [await tenant(), await tenant()]
    const { mesh, asked, says, open, causes, up } = await deskWith({ url: given.url })
    await up()
    expect(given.keys).toEqual(['Bearer c4nary'])

    await mesh.write({ 'products/edr/definition.yaml': definition(pulled.url) })
    says.answer = 'nobody'
    expect(await causes()).toEqual(['my-edr: settings changed: url', 'my-siem: settings changed: url'])
    expect(await listTrust(await open(), ['edr'])).toMatchObject([{ status: 'changed', pinned: false }])
    await expect(up()).rejects.toMatchObject({
      code: 'TRUST_CHANGED',
      message: `edr is not what was trusted: now asks for default url is "${pulled.url}"; no longer asks for default url is "${given.url}"`,
    })
    const opened = await open()
    expect((await runPlan(opened, await planUp(opened))).failed).toHaveLength(1)
    expect(pulled.keys).toEqual([])

    says.answer = 'yes'
    asked.length = 0
    await up()
    expect(asked).toMatchObject([{ product: 'edr', defaults: [`url is "${pulled.url}"`] }])
    expect(pulled.keys).toEqual(['Bearer c4nary'])
    expect(await listTrust(await open(), ['edr'])).toMatchObject([{ status: 'trusted', pinned: true }])
  })

  test('has no say where the instance has a value of its own, and a change of that value asks nobody', async () => {
    const [ours, others] = [await tenant(), await tenant()]
    const { mesh, asked, causes, up } = await deskWith({ url: 'http://127.0.0.1:9', ownUrl: ours.url })
    await up()
    asked.length = 0
    await mesh.write({ 'instances/edr/my-edr/config.yaml': configWith(others.url) })
    expect(await causes()).toContain('my-edr: settings changed: url')
    await up()
    expect([ours.keys, others.keys, asked]).toEqual([['Bearer c4nary'], ['Bearer c4nary'], []])
  })
})

const text = (name: string, more: Partial<Setting> = {}): Setting => ({
  name,
  type: 'string',
  nullable: false,
  required: true,
  secret: false,
  ...more,
})

const nothing = { net: [], run: [], write: [], git: false }

describe('what counts as a default of the permissions', () => {
  test.each<[string, { net?: string[]; write?: string[]; own?: Setting[] }, string[]]>([
    [
      'one that a host is made of',
      { net: ['app.{region}.example'], own: [text('region', { default: 'fra1' })] },
      ['region is "fra1"'],
    ],
    [
      'host and port',
      {
        net: ['{host}:{port}'],
        own: [text('port', { type: 'integer', default: 443 }), text('host', { default: 'a.example' })],
      },
      ['host is "a.example"', 'port is 443'],
    ],
    [
      'a folder that is written',
      { write: ['{folder}'], own: [text('folder', { default: 'out' })] },
      ['folder is "out"'],
    ],
    ['named twice', { net: ['{url}', '{url}:443'], own: [text('url', { default: 'a' })] }, ['url is "a"']],
    ['no default', { net: ['{url}'], own: [text('url')] }, []],
    ['one of no permission', { net: ['a.example'], own: [text('url', { default: 'https://b.example' })] }, []],
    ['no value that fits the setting', { net: ['{url}'], own: [text('url', { default: 'x', pattern: '^y$' })] }, []],
    ['a word that every object has', { net: ['{constructor}', '{__proto__}'], own: [] }, []],
  ])('%s', (_, { net = [], write = [], own = [] }, expected) => {
    const product = { folder: 'products/edr', permissions: { ...nothing, net, write }, settings: own, integrations: [] }
    expect(declaredDefaults(product).map((each) => each.text)).toEqual(expected)
  })

  const url = [text('url', { default: 'https://plug.example' })]
  const integrations = [
    integration('edr', 'siem', 'events_producer', { settings: url }),
    integration('siem', 'edr', 'events_consumer', { settings: url }),
    integration('siem', 'other', 'events_consumer', { settings: url }),
  ]
  const edr = { name: 'edr', folder: 'products/edr', permissions: { ...nothing, net: ['{url}'] }, settings: [] }

  test('those that a plug brings, of its integrations at either end', () => {
    const { defaults, manifests } = trustSubject(withIntegrations(edr, integrations), new Map())
    expect(defaults).toEqual([
      'url is "https://plug.example" in products/edr/integrations/siem/events_producer.yaml',
      'url is "https://plug.example" in products/siem/integrations/edr/events_consumer.yaml',
    ])
    expect(manifests).toEqual([
      'definition.yaml',
      'integrations/siem/events_producer.yaml',
      '../siem/integrations/edr/events_consumer.yaml',
    ])
  })

  test('but not where the product has one itself, which is used before them', () => {
    const settings = [text('url', { default: 'https://own.example' })]
    const { defaults } = trustSubject(withIntegrations({ ...edr, settings }, integrations), new Map())
    expect(defaults).toEqual(['url is "https://own.example"'])
  })
})

test('a product whose permissions name no setting with a default keeps the digest by which it was trusted and pinned', () => {
  const product = {
    name: 'edr',
    folder: 'products/edr',
    permissions: { net: ['{url}', 'api.example'], run: ['node'], write: ['out'], git: false },
    settings: [text('url'), text('note', { default: 'x' })],
  }
  const files = new Map([
    ['hooks.ts', 'a'.repeat(64)],
    ['package.json', 'b'.repeat(64)],
  ])
  expect(trustSubject(product, files).digest).toBe('6a50c33882eb192d91d5853d67843bb5c7368c2fb9dbf86e3302e4b0c9854a91')
})
