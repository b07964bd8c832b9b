import type { GapPart, GapRow } from '@meshroom/engine'
import { expect, test } from 'vitest'
import { drawGaps } from './draw-gaps.ts'
import { quoteWord } from './next-command.ts'
import { plain } from './paint.ts'

const part = (more: Partial<GapPart>): GapPart => ({
  kind: 'setup',
  product: 'edr',
  target: 'siem',
  topic: 'events',
  role: 'producer',
  mode: 'push',
  ownsBoth: false,
  command: ['create', 'integration', 'edr', 'siem', 'events', 'producer'],
  ...more,
})
const gap = (...missing: GapPart[]): GapRow => ({
  source: 'edr',
  destination: 'siem',
  topic: 'events',
  mode: 'push',
  format: 'ocsf',
  missing,
})

test('each flow with its ways, the cheapest first, and what makes each part', () => {
  const written = part({ product: 'siem', target: 'edr', write: 'products/siem/integrations/edr/events_consumer.ts' })
  const { command: _, ...write } = written
  expect(
    drawGaps([gap(part({ ownsBoth: true })), gap(part({}), write), gap(part({}))], { paint: plain, limit: 2 }),
  ).toEqual([
    'edr-[events]->siem',
    '  needs 1 thing (push, ocsf)',
    '    edr has nothing that sets up both ends (ownsBoth) of events with siem',
    '      meshroom create integration edr siem events producer',
    '  or 2 things (push, ocsf)',
    '    edr has nothing that sets up its end of events with siem',
    '      meshroom create integration edr siem events producer',
    '    siem has nothing that sets up its end of events with edr: write a setup hook in',
    '      products/siem/integrations/edr/events_consumer.ts',
    '  and 1 more way: --limit 3',
  ])
})

test.each([
  ['events', 'events'],
  ['a b', "'a b'"],
  ["it's; rm -rf", "'it'\\''s; rm -rf'"],
  ['', "''"],
  ['$(x)', "'$(x)'"],
])('a word of a command can be pasted into a shell: %s', (word, quoted) => {
  expect(quoteWord(word)).toBe(quoted)
})
