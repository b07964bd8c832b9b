import type { TrustRow } from '@meshroom/engine'
import type { Table } from './draw-table.ts'

const words: Readonly<Record<TrustRow['status'], string>> = {
  'no code': 'no code',
  trusted: 'trusted',
  own: 'your own',
  pinned: 'by meshroom.lock',
  new: 'not trusted',
  changed: 'changed since',
}

/** Products and whether their code may run. */
export function drawTrustRows(rows: readonly TrustRow[]): Table {
  return {
    head: ['product', 'trust', 'pinned', 'sandbox', 'sha256'],
    rows: rows.map(({ product, status, pinned, sandbox, digest }) => [
      product,
      words[status],
      pinned ? 'yes' : 'no',
      sandbox,
      digest.slice(0, 16),
    ]),
  }
}
