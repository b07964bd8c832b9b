import type { CheckedCall } from './answer.ts'
import type { Shape } from './shape.ts'
import type { Tenant } from './tenant.ts'

/** A call that the tenant answers; whatever no route has is refused. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Segments of `*` are UUIDs. */
  readonly path: string
  readonly query?: Readonly<Record<string, Shape>>
  readonly body?: Shape | 'multipart'
  readonly run: (tenant: Tenant, call: CheckedCall, notify: (message: unknown) => void) => unknown
}
