import { randomBytes, randomUUID } from 'node:crypto'

export type Row = Readonly<Record<string, unknown>> & { readonly uuid: string }
export type Table = Map<string, Row>

/** An event as the tenant keeps it. */
export interface StoredEvent extends Row {
  readonly timestamp: string
}

/** Everything that a tenant has, in memory. */
export interface Tenant {
  readonly intakes: Table
  readonly entities: Table
  readonly formats: Table
  readonly modules: Table
  readonly connectors: Table
  readonly configurations: Table
  readonly actions: Table
  readonly notebooks: Table
  readonly tasks: Table
  readonly runs: Table
  readonly playbooks: Table
  readonly playbookRuns: Table
  readonly nodeRuns: Table
  readonly alerts: Table
  readonly jobs: Table
  readonly events: StoredEvent[]
  readonly communityUuid: string
}

/** What a tenant may be given to begin with: what the vendor's own catalogue would have brought, and what its people made. */
export type Seed = Partial<
  Record<'formats' | 'modules' | 'connectors' | 'actions' | 'notebooks' | 'playbooks' | 'alerts', readonly Row[]>
>

export function newTenant(seed: Seed = {}): Tenant {
  const table = (rows: readonly Row[] = []): Table => new Map(rows.map((row) => [row.uuid, row]))
  return {
    intakes: table(),
    entities: table(),
    configurations: table(),
    tasks: table(),
    runs: table(),
    playbookRuns: table(),
    nodeRuns: table(),
    jobs: table(),
    events: [],
    communityUuid: randomUUID(),
    formats: table(seed.formats),
    modules: table(seed.modules),
    connectors: table(seed.connectors),
    actions: table(seed.actions),
    notebooks: table(seed.notebooks ?? [{ uuid: randomUUID(), name: 'Notes', trashed: false }]),
    playbooks: table(seed.playbooks),
    alerts: table(seed.alerts),
  }
}

/** Adds a row under a new UUID. */
export function insert(table: Table, row: Readonly<Record<string, unknown>>): Row {
  const made = { uuid: randomUUID(), ...row }
  table.set(made.uuid, made)
  return made
}

export function newIntakeKey(): string {
  return randomBytes(12).toString('base64url')
}

let lastMicrosecond = 0

/** Takes in a line, as a parser of JSON lines would; times are in microseconds and never equal unless the caller says so. */
export function ingest(
  tenant: Tenant,
  { intake, line, time }: { intake: Row; line: string; time?: string },
): StoredEvent {
  const parsed = parseObject(line)
  const timestamp = time ?? nextMicrosecond()
  const stored: StoredEvent = {
    ...parsed,
    uuid: randomUUID(),
    message: parsed.message ?? line,
    original: { message: line },
    event: { ...(typeof parsed.event === 'object' ? parsed.event : {}), id: randomUUID() },
    sekoiaio: { intake: { uuid: intake.uuid, dialect_uuid: intake.format_uuid } },
    timestamp,
  }
  tenant.events.push(stored)
  return stored
}

function nextMicrosecond(): string {
  lastMicrosecond = Math.max(lastMicrosecond + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000))
  const milliseconds = Math.floor(lastMicrosecond / 1000)
  const rest = String(lastMicrosecond % 1000).padStart(3, '0')
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`)
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
