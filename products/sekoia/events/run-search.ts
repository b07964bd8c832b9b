import type { HookContext } from '@meshroom/hooks-sdk'
import { type LiveSocket, openLiveSocket } from '../api/live-socket.ts'
import { type ApiContext, openApi, type SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, type JsonRecord } from '../json/narrow.ts'
import type { Search, Window } from './search-window.ts'

/** How long a search job may take before it is given up, in milliseconds. */
const patience = 60_000

/** Searches of one tenant, all told of their end over one live socket. */
export interface Searches {
  /** @param intake the intake to search; without it the whole community */
  of(intake: string | undefined): Search
  /** Closes the live socket; the next search opens another. */
  close(): Promise<void>
}

/** Searches events; the live socket is opened with the first search. */
export async function openSearches(context: ApiContext & Pick<HookContext, 'webSocket'>): Promise<Searches> {
  const api = await openApi(context)
  let socket: Promise<LiveSocket> | undefined
  return {
    of: (intake) => async (window, without) => {
      socket ??= openLiveSocket(context)
      return runJob(api, await socket, jobBody(termOf(intake, without), window))
    },
    async close() {
      const open = socket
      socket = undefined
      await (await open?.catch(() => undefined))?.close()
    },
  }
}

async function runJob(api: SekoiaApi, live: LiveSocket, body: JsonRecord) {
  const { uuid } = await api.post('/v1/sic/conf/events/search/jobs', body)
  await live.waitFor((notification) => saysDone(notification, uuid), patience)
  const answer = await api.get(`/v1/sic/conf/events/search/jobs/${String(uuid)}/events`, { limit: '50' })
  const items = asList(answer.items)
  return { items, total: typeof answer.total === 'number' ? answer.total : items.length }
}

function saysDone(notification: JsonRecord, uuid: unknown): boolean {
  const attributes = asRecord(notification.attributes)
  const about = notification.type === 'search-job' && notification.action === 'updated' && attributes.uuid === uuid
  return about && asRecord(attributes.updated).status === 'done'
}

/** What a search asks for. */
export function termOf(intake: string | undefined, without: readonly string[]): string {
  const where = intake ? `sekoiaio.intake.uuid: "${intake}"` : '*'
  return [where, ...without.map((id) => `NOT event.id: "${id.replaceAll('"', '')}"`)].join(' AND ')
}

function jobBody(term: string, { from, to }: Window): JsonRecord {
  const iso = (time: number) => new Date(time).toISOString()
  return { term, earliest_time: iso(from), latest_time: iso(to), visible: false, only_eternal: false }
}
