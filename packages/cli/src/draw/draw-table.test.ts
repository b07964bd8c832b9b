import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawTable, type Table, titlesLeftOut } from './draw-table.ts'
import { plain } from './paint.ts'
import { textWidth } from './text-width.ts'

const table = (rows: string[][], width?: number) =>
  drawTable({ head: ['name', 'vendor'], rows }, { paint: plain, width })

test('columns align, also where letters are wide', () => {
  expect(
    table([
      ['edr', '株式会社'],
      ['firewall', 'Acme'],
    ]),
  ).toEqual(['NAME      VENDOR', 'edr       株式会社', 'firewall  Acme'])
})

test('the widest column is cut to the terminal, and nothing without one', () => {
  const vendor = 'A very long name of a vendor'
  expect(table([['edr', vendor]], 20)).toEqual(['NAME  VENDOR', 'edr   A very long n…'])
  expect(table([['edr', vendor]])).toEqual(['NAME  VENDOR', `edr   ${vendor}`])
})

test('what names the row is cut last', () => {
  const row = ['endpoint-of-plant-1', 'Acme Industries']
  expect(table([row], 30)).toEqual(['NAME                 VENDOR', 'endpoint-of-plant-1  Acme Ind…'])
  expect(table([row], 20)).toEqual(['NAME        VENDOR', 'endpoint-…  Acme In…'])
})

test('a name is cut before a column is left out only where it is very long', () => {
  const named = (name: string, width: number) =>
    drawTable({ head: ['name', 'vendor'], rows: [[name, 'Acme']], spare: ['vendor'] }, { paint: plain, width })[1]
  expect(named('endpoint-of-plant-1', 28)).toBe('endpoint-of-plant-1  Acme')
  expect(named('endpoint-of-plant-1', 24)).toBe('endpoint-of-plant-1')
  expect(named('endpoint-of-plant-1', 12)).toBe('endpoint-of…')
  expect(named('a-name-so-long-that-nobody-reads-it', 36)).toBe('a-name-so-long-that-nobody-…  Acme')
})

test('columns that say which row it is stay whole while others can be left out, and those are named', () => {
  const integrations: Table = {
    spare: ['format', 'setup', 'role'],
    head: ['product', 'target', 'topic', 'role', 'format', 'setup'],
    rows: [
      ['product_001', 'hub', 'vulnerabilities', 'producer', 'ocsf', 'self (generic)'],
      ['product_002', 'hub', 'vulnerabilities', 'consumer', 'ocsf', 'both'],
    ],
  }
  expect(drawTable(integrations, { paint: plain, width: 40 })).toEqual([
    'PRODUCT      TARGET  TOPIC',
    'product_001  hub     vulnerabilities',
    'product_002  hub     vulnerabilities',
  ])
  expect(titlesLeftOut(integrations, 40)).toEqual(['role', 'format', 'setup'])
  expect(titlesLeftOut(integrations, 60)).toEqual(['format'])
  expect(drawTable(integrations, { paint: plain, width: 60 })[1]).toBe(
    'product_001  hub     vulnerabilities  producer  self (gener…',
  )
  expect(titlesLeftOut(integrations, undefined)).toEqual([])
})

test('a column that says nothing is left out', () => {
  expect(
    table([
      ['edr', ''],
      ['siem', ''],
    ]),
  ).toEqual(['NAME', 'edr', 'siem'])
})

test('what a catalogue brings cannot write on the terminal', () => {
  expect(table([['edr\u001b[2J', 'a\nb\u202e\u009b31m']])[1]).toBe('edr   a b�')
})

test('no line is wider than the terminal as long as columns can give', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 40 })
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), fc.integer({ min: 20, max: 90 }), (rows, width) => {
      for (const line of table(rows, width)) expect(textWidth(line)).toBeLessThanOrEqual(width)
    }),
  )
})
