import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a hook asks of the tenant: to make a thing, or to take it away. */
export interface TenantCall {
  readonly action: 'make' | 'take'
  /** `<instance>/<source>><destination>/<hook>`, and `@<value>` where the thing is named by it. */
  readonly thing: string
  readonly value: string
}

/** A tenant on loopback that remembers what it was asked, and what it holds. */
export interface RecordingTenant extends AsyncDisposable {
  readonly url: string
  readonly calls: TenantCall[]
  /** In the order in which they were first made. */
  readonly things: Map<string, string>
  /** Sides that were taken away in the wrong order, of the calls that are kept. */
  readonly broken: string[]
  /** What was there, and how many calls there had been, each time that the test asked for it. */
  readonly marks: { readonly things: ReadonlyMap<string, string>; readonly calls: number }[]
  /** Decides over a call: `done`, `refused` (500), or nothing is ever answered, before or after the effect. */
  fate: (call: TenantCall) => 'done' | 'refused' | 'silent before' | 'silent after'
}

export async function recordingTenant(): Promise<RecordingTenant> {
  const calls: TenantCall[] = []
  const things = new Map<string, string>()
  const broken: string[] = []
  const marks: { things: ReadonlyMap<string, string>; calls: number }[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://tenant')
    if (url.searchParams.get('action') === 'mark') {
      marks.push({ things: new Map(things), calls: calls.length })
      return void response.end()
    }
    const call = Object.fromEntries(url.searchParams) as unknown as TenantCall
    calls.push(call)
    if (isLate(call, { calls, things })) broken.push(`${call.thing} is taken away after the other side of its plug`)
    const fate = tenant.fate(call)
    if (fate === 'refused') return void response.writeHead(500).end()
    if (fate === 'silent before') return
    if (call.action === 'make') things.set(call.thing, call.value)
    else for (const thing of things.keys()) if (isOf(thing, call)) things.delete(thing)
    if (fate !== 'silent after') response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const tenant: RecordingTenant = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    things,
    broken,
    marks,
    fate: () => 'done',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return tenant
}

/** What is named by another value stays. */
function isOf(thing: string, { thing: taken, value }: TenantCall): boolean {
  const [, name = value] = thing.split('@')
  return thing.startsWith(taken) && name === value
}

/** The source's side goes before the destination's, which all plugs of these tests set up first. One that is replaced is made again at once. */
function isLate({ action, thing }: TenantCall, { calls, things }: Pick<RecordingTenant, 'calls' | 'things'>): boolean {
  const [side, plug = ''] = thing.split('/')
  const [source, destination] = plug.split('>')
  const stands = [...things.keys()].some((each) => each.startsWith(`${source}/${plug}/`))
  const last = calls.findLast((call) => call.thing.startsWith(`${destination}/${plug}/`))
  return action === 'take' && side === source && stands && last?.action === 'take'
}
