import { refuse } from '../answer.ts'
import type { Route } from '../route.ts'
import { parseTerm, searchEvents } from '../search-events.ts'
import { exactly, fields, flag, instant, text } from '../shape.ts'
import { find } from '../table-answers.ts'
import { insert, type Row, type Tenant } from '../tenant.ts'

/** Searches of events. */
export const searchCalls: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/sic/conf/events/search/jobs',
    body: fields({ term: text, earliest_time: instant, latest_time: instant, visible: flag, only_eternal: flag }),
    run: (tenant, { body }, notify) => {
      if (!parseTerm(String(body.term))) refuse(422, 'the term cannot be read')
      const job = insert(tenant.jobs, { ...body, status: 'running' })
      setImmediate(() => finishJob(tenant, job, notify))
      return job
    },
  },
  {
    method: 'GET',
    path: '/v1/sic/conf/events/search/jobs/*/events',
    query: { limit: exactly('50') },
    run: (tenant, { uuids }) => pageOfJob(find(tenant.jobs, uuids[0])),
  },
]

function finishJob(tenant: Tenant, job: Row, notify: (message: unknown) => void): void {
  const found = searchEvents(tenant, job as unknown as Parameters<typeof searchEvents>[1])
  tenant.jobs.set(job.uuid, { ...job, status: 'done', found })
  notify({ type: 'search-job', action: 'updated', attributes: { uuid: job.uuid, updated: { status: 'done' } } })
}

function pageOfJob({ status, found }: Row): object {
  if (status !== 'done' || !Array.isArray(found)) return refuse(409, 'the job is not done')
  return { items: found.slice(0, 50), total: found.length }
}
