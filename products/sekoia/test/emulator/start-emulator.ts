import { EventEmitter, on } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Refusal } from './answer.ts'
import { checkCall } from './check-call.ts'
import { serveLiveNotifications } from './live-notifications.ts'
import { intakeRoutes, routes } from './routes.ts'
import { newTenant, type Seed, type Tenant } from './tenant.ts'

/** A tenant on loopback. */
export interface Emulator {
  /** Settings of an instance that has this tenant. */
  readonly settings: { readonly api_url: string; readonly intake_url: string; readonly live_url: string }
  readonly tenant: Tenant
  /** What was called, in order: `GET /v1/me → 200`. */
  readonly calls: string[]
  /** Resolves with the next call whose line has the text. */
  calledWith(text: string): Promise<string>
  openSockets(): number
  /** Cuts the live sockets, as a network does. */
  cutSockets(): void
  close(): Promise<void>
}

/**
 * Serves a tenant of its own: the API below `/api`, the intake below `/intake`, live notifications at `/live`.
 *
 * It is strict: a call, field, parameter or header that the API is not known to have is refused.
 */
export async function startEmulator(options: { apiKey: string; port?: number; seed?: Seed }): Promise<Emulator> {
  const tenant = newTenant(options.seed)
  const calls: string[] = []
  const told = new EventEmitter<{ call: [string] }>()
  const server = createServer((request, response) => void serve(request, response))
  const live = serveLiveNotifications(server, options.apiKey)
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { status, body } = await answer(request, { tenant, apiKey: options.apiKey, notify: live.notify })
    const line = `${request.method} ${request.url} → ${status}`
    calls.push(line)
    told.emit('call', line)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    tenant,
    calls,
    openSockets: live.open,
    cutSockets: live.cut,
    async calledWith(text) {
      for await (const [line] of on(told, 'call')) if (line.includes(text)) return line
      return ''
    },
    settings: { api_url: `http://${host}/api`, intake_url: `http://${host}/intake`, live_url: `ws://${host}/live` },
    async close() {
      live.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Serving {
  readonly tenant: Tenant
  readonly apiKey: string
  readonly notify: (message: unknown) => void
}

async function answer(
  request: IncomingMessage,
  { tenant, apiKey, notify }: Serving,
): Promise<{ status: number; body: unknown }> {
  const url = new URL(request.url ?? '/', 'http://tenant')
  const [, room = '', rest = ''] = /^\/(api|intake)(\/.*)?$/.exec(url.pathname) ?? []
  try {
    const known = { api: routes, intake: intakeRoutes }[room] ?? []
    const { route, call } = await checkCall(request, url, { routes: known, path: rest || '/', apiKey })
    return { status: 200, body: await route.run(tenant, call, notify) }
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500
    return { status, body: { message: error instanceof Error ? error.message : 'failed' } }
  }
}
