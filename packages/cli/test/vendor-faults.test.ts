import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { validateLines } from './json-schemas.ts'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Fault = (response: ServerResponse) => void

/** A tenant on loopback that makes an intake at each POST, and lists them. It answers the first POSTs with these faults. */
async function tenant(...faults: readonly Fault[]) {
  const asked: { readonly what: string; readonly at: number }[] = []
  const left = [...faults]
  const host = await serve((request, response) => {
    asked.push({ what: `${request.method} ${request.url}`, at: performance.now() })
    const made = asked.filter(({ what }) => what === 'POST /intakes')
    const fault = request.method === 'POST' ? left.shift() : undefined
    if (fault) fault(response)
    else response.end(JSON.stringify(made))
  })
  return { host, asked, requests: () => asked.map(({ what }) => what) }
}

/** A mesh whose siem is such a tenant. */
async function meshOn(host: string, options = ''): Promise<Sandbox> {
  const box = await sandboxWithPlug(`  url: http://${host}\n`)
  await box.write({
    'products/siem/definition.yaml': `name: siem
consumes:
  events: [{}]
permissions:
  net: [127.0.0.1]
settings:
  - name: url
  - name: region
`,
    'products/siem/hooks.ts': `import { check, RetryableError, setup } from '@meshroom/hooks-sdk'

export const intake = setup.consumer({ topic: 'events', title: 'open an intake'${options} }, async ({ instance }) => {
  const response = await fetch(instance.settings.url + '/intakes', { method: 'POST', body: '{}' })
  if (response.status === 429)
    throw new RetryableError('the tenant is busy', { after: Number(response.headers.get('retry-after')) * 1000 })
  if (!response.ok) throw new Error('the tenant answered ' + response.status)
  await response.text()
})
export const look = check.consumer({ topic: 'events', settles: true }, async ({ instance }) => {
  const response = await fetch(instance.settings.url + '/intakes')
  return { status: (await response.json()).length > 0 ? 'present' : 'absent' }
})
`,
  })
  return box
}

const silent: Fault = () => {}
const halfClosed: Fault = (response) => void response.socket?.end()
const cutOff: Fault = (response) => void response.socket?.destroy()
const cutShort: Fault = (response) => {
  response.writeHead(201, { 'content-length': '1000' }).write('half')
  setImmediate(() => response.socket?.end())
}

test.each([
  ['ends the connection without an answer', halfClosed, '', /HOOK_FAILED .*fetch failed: HOST: other side closed/],
  ['cuts the connection off', cutOff, '', /HOOK_FAILED .*fetch failed: HOST: /],
  ['ends its answer in the middle', cutShort, '', /HOOK_FAILED .*HOST: other side closed/],
  [
    'never answers',
    silent,
    ', timeout: 2000',
    /HOOK_TIMEOUT .*did not finish within 2 s\n {2}at .*\n {2}try: .*see why its tenant does not answer/,
  ],
])(
  'a tenant that does what it is asked and %s: up fails and says so, and the next asks what is there',
  async (...of) => {
    const [, fault, options, told] = of
    const { host, requests } = await tenant(fault)
    const box = await meshOn(host, options)
    const up = await box.meshroom('up')
    expect(up).toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(told.source.replace('HOST', host))) })
    expect((await box.meshroom('plan')).stdout).toContain(
      'open an intake (failed last time, and how far it came is not known)',
    )
    const next = await box.meshroom('up')
    expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('the mesh is up.') })
    expect(next.stderr).toContain('✓ edr-[events]->siem  open an intake: is done already, as its check says\n')
    expect(requests()).toEqual(['POST /intakes', 'GET /intakes'])
    expect((await box.meshroom('up')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  },
)

test('a tenant that is busy is asked again when it said, and that is told once', async () => {
  const { host, asked, requests } = await tenant((response) => response.writeHead(429, { 'retry-after': '1' }).end())
  const box = await meshOn(host)
  const { code, stdout } = await box.meshroom('up --json')
  const events = validateLines('run', stdout)
  expect(code).toBe(0)
  expect(events.filter((event) => JSON.stringify(event).includes('"step-retried"'))).toEqual([
    expect.objectContaining({ attempt: 2, waitMs: 1000, reason: expect.stringContaining('the tenant is busy') }),
  ])
  expect(events.at(-1)).toMatchObject({ type: 'report', failed: [] })
  expect(requests()).toEqual(['POST /intakes', 'POST /intakes'])
  const [first = Number.NaN, second = Number.NaN] = asked.map(({ at }) => at)
  expect(second - first).toBeGreaterThanOrEqual(990)
})

test('a tenant that answers 500 fails the step; as it has said no, the next up runs it again without asking', async () => {
  const { host, requests } = await tenant((response) => response.writeHead(500).end())
  const box = await meshOn(host)
  expect(await box.meshroom('up')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/✗ edr-\[events]->siem {2}open an intake: HOOK_FAILED .*the tenant answered 500\n/),
  })
  const next = await box.meshroom('up')
  expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('open an intake (failed last time)') })
  expect(requests()).toEqual(['POST /intakes', 'POST /intakes'])
})

test('a tenant that redirects to a host that is not declared: the step is refused, and nothing reaches that host', async () => {
  const reached: string[] = []
  const other = (
    await serve((request, response) => {
      reached.push(`${request.method} ${request.url}`)
      response.end()
    })
  ).replace('127.0.0.1', 'localhost')
  const { host } = await tenant((response) => response.writeHead(307, { location: `http://${other}/` }).end())
  const box = await meshOn(host)
  const up = await box.meshroom('up')
  expect(up.code).toBe(1)
  expect(up.stderr).toContain(`${host} redirects, and hooks of siem may not reach ${other}\n`)
  expect(up.stderr).toContain(`try: add "${other}", or the setting that names it as {setting}, to permissions.net of`)
  expect(reached).toEqual([])
})
