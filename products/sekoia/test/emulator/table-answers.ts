import { refuse } from './answer.ts'
import type { Row, Table } from './tenant.ts'

/** A list as the API answers it. */
export function list(items: readonly unknown[]) {
  return { items, total: items.length }
}

/** @throws Refusal 404 */
export function find(table: Table, uuid = ''): Row {
  return table.get(uuid) ?? refuse(404, `there is no ${uuid}`)
}

export function remove(table: Table, uuid = ''): object {
  find(table, uuid)
  table.delete(uuid)
  return {}
}

export function change(table: Table, uuid: string | undefined, values: object): Row {
  const changed = { ...find(table, uuid), ...values }
  table.set(changed.uuid, changed)
  return changed
}
