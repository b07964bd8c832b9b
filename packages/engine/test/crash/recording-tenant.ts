import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Standing, sideInTheWay } from './side-in-the-way.ts'

/** What a hook asks of the tenant: to make a thing, or to take it away. */
export interface TenantCall {
  readonly action: 'make' | 'take'
  readonly thing: string
  readonly value: string
}

/** A tenant on loopback that remembers what it was asked, and what it holds. */
export interface RecordingTenant extends AsyncDisposable {
  readonly url: string
  readonly calls: TenantCall[]
  /** In the order in which they were first made. */
  readonly things: Map<string, string>
  /** Sides that were taken away in the wrong order. */
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
    const inTheWay = call.action === 'take' && sideInTheWay([...things.keys()].map(standing), standing(call.thing))
    if (inTheWay) broken.push(`${call.thing} is taken away before that of ${inTheWay}`)
    const fate = tenant.fate(call)
    if (fate === 'refused') return void response.writeHead(500).end()
    if (fate === 'silent before') return
    if (call.action === 'make') things.set(call.thing, call.value)
    else for (const thing of things.keys()) if (thing.startsWith(call.thing)) things.delete(thing)
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

/** Of `<instance>/<source>><destination>/…`. */
function standing(thing: string): Standing {
  const [side = '', plug = ''] = thing.split('/')
  return { plug, side }
}
