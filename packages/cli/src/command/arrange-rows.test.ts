import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeRows } from './arrange-rows.ts'

const table = {
  head: ['product', 'vendor', 'plugs'],
  rows: [
    ['siem', 'Umbrella', '10'],
    ['edr', 'Acme', '9'],
    ['ndr', 'acme labs', '9'],
    ['fw', '', ''],
  ],
}
const arrange = (more: object) => arrangeRows(table, { sort: [], filter: [], page: 1, ...more })
const named = (more: object) => arrange(more).rows.map((row) => table.rows[row]![0])

test.each([
  [{}, 'siem edr ndr fw'],
  [{ sort: ['product'] }, 'edr fw ndr siem'],
  [{ sort: ['-product'] }, 'siem ndr fw edr'],
  [{ sort: ['plugs'] }, 'fw edr ndr siem'],
  [{ sort: ['-plugs', 'product'] }, 'siem edr ndr fw'],
  [{ sort: ['PLUGS', '-product'] }, 'fw ndr edr siem'],
  [{ filter: ['vendor=ACME'] }, 'edr ndr'],
  [{ filter: ['vendor=acme', 'product=n'] }, 'ndr'],
  [{ filter: ['vendor='] }, 'siem edr ndr fw'],
  [{ limit: 3 }, 'siem edr ndr'],
  [{ limit: 3, page: 2 }, 'fw'],
  [{ limit: 3, page: 3 }, ''],
  [{ page: 1 }, 'siem edr ndr fw'],
  [{ page: 2 }, ''],
  [{ page: undefined }, 'siem edr ndr fw'],
])('%o: %s', (more, names) => {
  expect(named(more).join(' ')).toBe(names)
})

test('a page without a limit is one of fifty rows', () => {
  const many = { head: ['n'], rows: Array.from({ length: 120 }, (_, row) => [String(row)]) }
  const page = (number: number) => arrangeRows(many, { sort: [], filter: [], page: number })
  expect(page(1).rows).toEqual(many.rows.slice(0, 50).map(([n]) => Number(n)))
  expect(page(3)).toMatchObject({ rows: { length: 20 }, total: 120, before: 100, pages: 3 })
  expect(page(4)).toMatchObject({ rows: [], pages: 3 })
})

test('says how many rows there are in all', () => {
  expect(arrange({ filter: ['vendor=acme'], limit: 1 }).total).toBe(2)
})

test.each([
  [{ sort: ['vendr'] }, 'COLUMN_UNKNOWN', 'did you mean "vendor"?'],
  [{ filter: ['zzz=1'] }, 'COLUMN_UNKNOWN', 'the columns are product, vendor, plugs'],
  [{ filter: ['acme'] }, 'FILTER_INVALID', '--filter product=TEXT'],
])('%o: %s', (more, code, hint) => {
  expect(() => arrange(more)).toThrow(expect.objectContaining({ code, hint }))
})

test('pages together are the whole, each row once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.integer().map(String)), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      (rows, limit) => {
        const many = { head: ['a', 'b'], rows }
        const pages = Array.from({ length: 31 }, (_, page) =>
          arrangeRows(many, { sort: ['b'], filter: [], limit, page: page + 1 }),
        )
        const all = arrangeRows(many, { sort: ['b'], filter: [], page: 1 }).rows
        expect(pages.flatMap((page) => page.rows)).toEqual(all)
        expect(all.map((row) => Number(rows[row]![1]))).toEqual(rows.map(([, b]) => Number(b)).sort((x, y) => x - y))
      },
    ),
  )
})
