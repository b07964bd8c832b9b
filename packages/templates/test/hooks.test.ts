import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { discoverHooks } from '@meshroom/engine'
import type { Hook, SideContext } from '@meshroom/hooks-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listTemplates } from '../src/index.ts'
import { projectOfTemplates } from './project-of-templates.ts'
import { writeFiles } from './render-into.ts'

const made = await projectOfTemplates()
const { root } = made.project
const repository = fileURLToPath(new URL('../../../', import.meta.url))
const hooksOf = new Map<string, { readonly file: string; readonly name: string; readonly hook: Hook }[]>()

/** Puts hooks-sdk where `npm install` would, and imports every hook file. */
beforeAll(async () => {
  mkdirSync(join(root, 'node_modules/@meshroom'), { recursive: true })
  symlinkSync(join(repository, 'packages/hooks-sdk'), join(root, 'node_modules/@meshroom/hooks-sdk'))
  symlinkSync(join(repository, 'node_modules/@types'), join(root, 'node_modules/@types'))
  for (const template of listTemplates()) await importHooks(template)
})

afterAll(() => made[Symbol.asyncDispose]())

async function importHooks(template: string): Promise<void> {
  const folder = join(root, 'products', template)
  const hooks = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const exports: Record<string, unknown> = await import(pathToFileURL(join(folder, file)).href)
    for (const [name, value] of Object.entries(exports)) if (isHook(value)) hooks.push({ file, name, hook: value })
  }
  hooksOf.set(template, hooks)
}

function isHook(value: unknown): value is Hook {
  return typeof value === 'object' && value !== null && '$meshroomHook' in value
}

test('every definition loads without a diagnostic', () => {
  expect(made.project.diagnostics).toEqual([])
  expect([...made.project.products.keys()]).toEqual(listTemplates())
})

test('hook files type-check in the project that init scaffolds', () => {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  const run = () =>
    execFileSync(process.execPath, [tsc, '-p', root, '--customConditions', '@meshroom/source'], {
      encoding: 'utf8',
    })
  expect(run()).toBe('')
  writeFiles(root, { 'products/edr/broken.ts': 'export const wrong: number = "text"\n' })
  expect(run).toThrow()
}, 60_000)

describe.each(listTemplates())('%s', (template) => {
  const topicsOf = (role: string) => [
    ...new Set(made.capabilitiesOf(template).flatMap((c) => (c.role === role && c.topic ? [c.topic] : []))),
  ]

  test('executes with a hook exactly what it declares', () => {
    const executed = hooksOf.get(template)!.filter(({ hook }) => hook.kind === 'execute')
    expect(executed.map(({ hook }) => hook.options.topic).sort()).toEqual(topicsOf('executor').sort())
  })

  test('has a trigger hook only when it triggers', () => {
    const triggers = hooksOf.get(template)!.filter(({ hook }) => hook.kind === 'trigger')
    expect(triggers.length > 0 && topicsOf('trigger').length === 0).toBe(false)
  })

  test('sets up only what it declares, in those modes, and never a producer', () => {
    const declared = made.capabilitiesOf(template).map(({ role, topic, mode }) => `${role} ${topic} ${mode}`)
    for (const { hook } of hooksOf
      .get(template)!
      .filter(({ hook: { kind } }) => kind === 'setup' || kind === 'teardown')) {
      expect(hook.role).not.toBe('producer')
      const modes = hook.options.mode ? [hook.options.mode] : ['push', 'pull']
      expect(declared).toEqual(
        expect.arrayContaining(modes.map((mode) => `${hook.role} ${hook.options.topic} ${mode}`)),
      )
    }
  })

  test('has hooks that the engine finds by reading', async () => {
    const found = await discoverHooks({ root, product: template, folder: `products/${template}`, integrations: [] })
    expect(found.diagnostics).toEqual([])
    const names = hooksOf.get(template)!.map(({ file, name }) => `products/${template}/${file}#${name}`)
    expect(found.hooks.map(({ id }) => id).sort()).toEqual(names.sort())
  })

  test('a hook that is not complete says which function of which file to complete', async () => {
    for (const { file, name, hook } of hooksOf.get(template)!.filter(needsCompletion)) {
      await expect(Promise.resolve((hook.run as (context: unknown) => unknown)({}))).rejects.toThrow(
        `products/${template}/${file}: complete ${name}`,
      )
    }
  })
})

/** All but the check of the API before an action, which is whole, and `watch`, whose loop is. */
function needsCompletion({ hook }: { readonly hook: Hook }): boolean {
  return hook.kind !== 'watch' && !(hook.kind === 'setup' && hook.role === 'executor')
}

test('an EDR leaves to its vendor what only the vendor can know', () => {
  expect(hooksOf.get('edr')!.map(({ name }) => name)).toEqual([
    'prepareAllow',
    'runAllow',
    'prepareContain',
    'runContain',
    'prepareCopy',
    'runCopy',
    'prepareDelete',
    'runDelete',
    'prepareScan',
    'runScan',
    'prepareStop',
    'runStop',
  ])
})

describe('what a hook file asks of the tenant', () => {
  let status = 200
  const seen: { readonly url: string | undefined; readonly key: string | undefined }[] = []
  const server = createServer((request, response) => {
    seen.push({ url: request.url, key: request.headers.authorization })
    response.writeHead(status).end('{"id":7}')
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const tenant = () => ({
    name: 'tenant',
    product: 'edr',
    settings: { API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` },
    secret: async () => 'key of the tenant',
    setSecret: async () => {},
  })
  const prepare = async (answer: number) => {
    status = answer
    const { hook } = hooksOf.get('edr')!.find(({ name }) => name === 'prepareContain')!
    await (hook as Hook<'setup'>).run({
      instance: tenant(),
      signal: AbortSignal.timeout(5000),
    } as unknown as SideContext)
  }

  test.each([200, 204, 404])('an API that answers %i is there', async (answer) => {
    seen.length = 0
    await prepare(answer)
    expect(seen).toEqual([{ url: '/api', key: 'Bearer key of the tenant' }])
  })

  test.each([401, 403])('a key refused with %i fails the step without showing the key', async (answer) => {
    await expect(prepare(answer)).rejects.toThrow(/^tenant refuses the API_KEY$/)
  })

  test.each([429, 500, 503])('an API that answers %i is asked again later', async (answer) => {
    await expect(prepare(answer)).rejects.toMatchObject({ name: 'RetryableError' })
  })

  test('callApi answers the JSON that came back, and fails on a refusal', async () => {
    const { callApi } = await import(pathToFileURL(join(root, 'products/edr/api.ts')).href)
    status = 200
    expect(await callApi(tenant(), '/devices', { method: 'POST', body: { a: 1 } })).toEqual({ id: 7 })
    status = 404
    await expect(callApi(tenant(), '/devices')).rejects.toThrow('/devices: the API of tenant answered 404')
  })
})

test('watch asks again from where it left off, and ends when it is aborted', async () => {
  const { hook } = hooksOf.get('siem')!.find(({ name }) => name === 'watchEvents')!
  const records = (hook as Hook<'watch'>).run({ signal: AbortSignal.abort() } as never)
  expect(await collect(records)).toEqual([])
  const unfinished = (hook as Hook<'watch'>).run({ signal: AbortSignal.timeout(5000), since: 'now' } as never)
  await expect(collect(unfinished)).rejects.toThrow('products/siem/events.ts: complete received')
})

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
