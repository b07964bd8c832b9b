import type { StoredEvent, Tenant } from './tenant.ts'

export interface SearchBody {
  readonly term: string
  readonly earliest_time: string
  readonly latest_time: string
}

/** What a term asks for; undefined for a term that the language does not have. */
export function parseTerm(term: string): ((event: StoredEvent) => boolean) | undefined {
  const conditions = term.split(' AND ').map(parseCondition)
  if (conditions.some((condition) => condition === undefined)) return undefined
  return (event) => conditions.every((condition) => condition?.(event))
}

function parseCondition(condition: string): ((event: StoredEvent) => boolean) | undefined {
  if (condition === '*') return () => true
  const intake = /^sekoiaio\.intake\.uuid: "([0-9a-f-]{36})"$/.exec(condition)?.[1]
  if (intake) return (event) => read(event, 'sekoiaio', 'intake', 'uuid') === intake
  const excluded = /^NOT event\.id: "([^"]+)"$/.exec(condition)?.[1]
  return excluded ? (event) => read(event, 'event', 'id') !== excluded : undefined
}

/** The events of a search, newest first as the product shows them; both ends of the time belong to it. */
export function searchEvents(tenant: Tenant, { term, earliest_time, latest_time }: SearchBody): StoredEvent[] {
  const fits = parseTerm(term)
  const [from, to] = [microseconds(earliest_time), microseconds(latest_time)]
  return tenant.events
    .filter((event) => fits?.(event) && microseconds(event.timestamp) >= from && microseconds(event.timestamp) <= to)
    .sort((a, b) => microseconds(b.timestamp) - microseconds(a.timestamp))
}

function microseconds(time: string): number {
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '0'
  return Date.parse(time.replace(/\.\d+Z$/, 'Z')) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function read(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
}
