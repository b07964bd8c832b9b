import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { CapabilityData } from '../match/capability.ts'
import { mermaidId, mermaidLabel } from './mermaid-text.ts'
import { renderMermaid } from './render-mermaid.ts'

const produces = (topic: string): CapabilityData => ({ role: 'producer', topic })
const consumes = (topic: string): CapabilityData => ({ role: 'consumer', topic })

const soc = buildCapabilityGraph([
  { name: 'edr', capabilities: [produces('alerts'), produces('events'), { role: 'executor', topic: 'contain' }] },
  {
    name: 'siem',
    capabilities: [
      consumes('events'),
      consumes('alerts'),
      produces('incidents'),
      { role: 'trigger', topic: 'contain' },
    ],
  },
  { name: 'soar', capabilities: [consumes('incidents'), consumes('alerts')] },
  { name: 'itsm', capabilities: [consumes('incidents')] },
  { name: 'printer', capabilities: [] },
])

describe('the capability graph', () => {
  test('shows each direction with its topics, actions dotted', () => {
    expect(renderMermaid(soc)).toBe(`flowchart LR
  p_edr["edr"]
  p_itsm["itsm"]
  p_printer["printer"]
  p_siem["siem"]
  p_soar["soar"]
  p_edr -->|"alerts, events"| p_siem
  p_edr -->|"alerts"| p_soar
  p_siem -.->|"contain"| p_edr
  p_siem -->|"incidents"| p_itsm
  p_siem -->|"incidents"| p_soar
`)
  })

  test('around a focus, only what is near, and not what the outermost have with each other', () => {
    expect(renderMermaid(soc, { focus: 'edr' })).toBe(`flowchart LR
  p_edr["edr"]
  p_siem["siem"]
  p_soar["soar"]
  p_edr -->|"alerts, events"| p_siem
  p_edr -->|"alerts"| p_soar
  p_siem -.->|"contain"| p_edr
`)
    expect(renderMermaid(soc, { focus: 'edr', depth: 2 })).toContain('p_siem -->|"incidents"| p_itsm')
  })

  test('of one topic, only who deals with it', () => {
    expect(renderMermaid(soc, { topic: 'events' })).toBe(`flowchart LR
  p_edr["edr"]
  p_siem["siem"]
  p_edr -->|"events"| p_siem
`)
  })

  test('says how many products were left out, and keeps the best connected', () => {
    const drawn = renderMermaid(soc, { limit: 2 })
    expect(drawn).toContain('hidden("and 3 more")')
    expect(drawn.match(/p_\w+\[/g)).toEqual(['p_edr[', 'p_siem['])
  })

  test('never has more arrows than Mermaid takes, whatever there is to draw', () => {
    const topics = Array.from({ length: 9 }, (_, at) => `topic${at}`)
    const all = topics.flatMap((topic) => [produces(topic), consumes(topic)])
    const names = Array.from({ length: 40 }, (_, at) => `product${at}`)
    const drawn = renderMermaid(buildCapabilityGraph(names.map((name) => ({ name, capabilities: all }))), { limit: 40 })
    expect(drawn.match(/-->/g)!.length).toBe(22 * 21)
    expect(drawn).toContain('hidden("and 18 more")')
    expect(drawn).toContain('|"topic0, topic1, topic2, topic3, topic4 +4"|')
  })

  test('refuses a focus that is not there', () => {
    expect(() => renderMermaid(soc, { focus: 'edrr' })).toThrow(
      expect.objectContaining({ code: 'GRAPH_UNKNOWN_PRODUCT' }),
    )
  })
})

describe('the mesh', () => {
  test('shows instances with their product, and plugs with what is special about them', () => {
    expect(
      renderMermaid({
        instances: [
          { name: 'mysekoia', product: 'sekoia' },
          { name: 'edr', product: 'edr' },
        ],
        plugs: [
          { source: 'mysekoia', destination: 'edr', topic: 'search_threat', mode: 'push', status: 'down' },
          { source: 'edr', destination: 'mysekoia', topic: 'events', mode: 'push', format: 'ecs', status: 'up' },
          { source: 'edr', destination: 'gone', topic: 'alerts', mode: 'pull', status: 'partial' },
        ],
      }),
    ).toBe(`flowchart LR
  p_edr["edr"]
  p_gone["gone"]
  p_mysekoia["mysekoia (sekoia)"]
  p_edr -->|"events (ecs)"| p_mysekoia
  p_edr -.->|"alerts (pull, partly up)"| p_gone
  p_mysekoia -.->|"search_threat"| p_edr
`)
  })

  test('is empty when there is nothing', () => {
    expect(renderMermaid({ instances: [], plugs: [] })).toBe('flowchart LR\n')
  })
})

describe('text', () => {
  test.each([
    ['my-edr', 'p_my_2d_edr'],
    ['end', 'p_end'],
    ['a.b_c', 'p_a_2e_b_5f_c'],
    ['é🍄', 'p__e9__1f344_'],
    ['', 'p_'],
  ])('%j has the id %s', (name, id) => {
    expect(mermaidId(name)).toBe(id)
  })

  test.each([
    ['my-edr', '"my-edr"'],
    ['say "hi"', '"say #34;hi#34;"'],
    ['a]b|c', '"a#93;b#124;c"'],
    ['<b>&#1;', '"#60;b#62;#38;#35;1#59;"'],
    ['1. one', '"1#46; one"'],
    ['- one', '"#45; one"'],
    ['two\nlines', '"two lines"'],
    ['$$x$$', '"#36;#36;x#36;#36;"'],
    ['`code`', '"#96;code#96;"'],
    ['', '" "'],
  ])('%j is labelled %s', (text, label) => {
    expect(mermaidLabel(text)).toBe(label)
  })

  test('no two names share an id, and an id is one word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(mermaidId(a) === mermaidId(b)).toBe(a === b)
        expect(mermaidId(a)).toMatch(/^p_\w*$/)
      }),
    )
  })

  test('a label says what was written, and never ends early', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const inner = mermaidLabel(text).slice(1, -1)
        expect(inner).not.toMatch(/["\n\r<>|`]/)
        const drawn = inner.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        expect(drawn).toBe(text.replaceAll(/\p{Cc}/gu, ' '))
      }),
    )
  })
})
