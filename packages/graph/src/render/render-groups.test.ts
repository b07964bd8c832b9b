import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { CapabilityData, Role } from '../match/capability.ts'
import { countUp, groupMesh } from '../mesh/group-mesh.ts'
import type { MeshData, PlugData } from '../mesh/mesh-data.ts'
import { labelBundle, linesOfNames, toArrow } from './picture-of-groups.ts'
import { renderDot } from './render-dot.ts'
import { renderMermaid } from './render-mermaid.ts'
import { fitLabel, measureText } from './svg/measure-text.ts'
import { placeGroups } from './svg/place-groups.ts'
import { renderSvg } from './svg/render-svg.ts'

const sensors = Array.from({ length: 20 }, (_, index) => `sensor-${String(index).padStart(2, '0')}`)

/** Twenty sensors of one product that send events to one of three collectors, and alerts to the second; a quarter is down. */
const mesh: MeshData = {
  instances: [
    ...sensors.map((name) => ({ name, product: 'sensor' })),
    ...['north', 'south', 'collector-west'].map((name) => ({ name, product: 'collector' })),
  ],
  plugs: [
    ...sensors.map((source, index): PlugData => {
      const destination = ['north', 'south', 'collector-west'][index % 3]!
      return { source, destination, topic: 'events', mode: 'push', status: index % 4 === 0 ? 'down' : 'up' }
    }),
    { source: 'sensor-01', destination: 'south', topic: 'alerts', mode: 'push', status: 'up' },
    { source: 'north', destination: 'sensor-02', topic: 'scan', kind: 'action', mode: 'push', status: 'down' },
    { source: 'north', destination: 'gone', topic: 'alerts', mode: 'push' },
  ],
}

describe('a mesh of many instances', () => {
  test('is drawn by product in Mermaid, with one arrow for all plugs between two', () => {
    expect(renderMermaid(mesh)).toBe(`flowchart LR
  p_["no known product<br/>gone"]
  p_collector["collector (3)<br/>west, north, south"]
  p_sensor["sensor (20)<br/>00, 01, 02, 03, 04, 05, 06, 07,<br/>08, 09, 10, 11, 12, 13, 14, 15,<br/>16, 17, 18, 19"]
  p_collector -->|"alerts"| p_
  p_collector -.->|"scan (0/1 up)"| p_sensor
  p_sensor -.->|"alerts, events (16/21 up)"| p_collector
`)
  })

  test('is drawn by product in DOT', () => {
    expect(renderDot(mesh).split('\n').slice(4, -2)).toEqual([
      '  "" [label="no known product\\ngone"]',
      '  "collector" [label="collector (3)\\nwest, north, south"]',
      expect.stringMatching(/^ {2}"sensor" \[label="sensor \(20\)\\n00, /),
      '  "collector" -> "" [label="alerts"]',
      '  "collector" -> "sensor" [label="scan (0/1 up)", style=dashed, color=gray55, fontcolor=gray35]',
      '  "sensor" -> "collector" [label="alerts, events (16/21 up)", color=gray55, fontcolor=gray35]',
    ])
  })

  test('is an SVG that fits a screen, with every instance in the frame of its product', () => {
    const svg = renderSvg(mesh)
    const [, width, height] = /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? []
    expect(Number(width)).toBeLessThan(1900)
    expect(Number(height)).toBeLessThan(1200)
    for (const { name } of mesh.instances) expect(svg).toContain(`<title>${name}</title>`)
    expect(svg.match(/<g class="arrow/g)).toHaveLength(3)
    expect(svg).toContain('<title>sensor → collector: alerts, events (16 of 21 up)</title>')
  })

  test('of which few are looked at is drawn with each plug', () => {
    expect(renderMermaid(mesh, { focus: 'sensor-02' })).toContain('p_north -.->|"scan"| p_sensor_2d_02')
    expect(renderDot(mesh, { topic: 'scan' })).toContain('"north" -> "sensor-02"')
    expect(renderSvg(mesh, { topic: 'alerts' })).toContain('sensor-01 → south: alerts')
  })
})

const products = fc.constantFrom('edr', 'siem', 'soar', 'fw')
const anyMesh = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), products), { maxLength: 30 })
  .map((list) => [...new Map(list.map(([index, product]) => [`i${index}`, { name: `i${index}`, product }])).values()])
  .chain((instances) =>
    fc.record({
      instances: fc.constant(instances),
      plugs: fc.array(
        fc.record({
          source: fc.integer({ min: 0, max: 30 }).map((index) => `i${index}`),
          destination: fc.integer({ min: 0, max: 30 }).map((index) => `i${index}`),
          topic: fc.constantFrom('events', 'alerts', 'scan'),
          kind: fc.constantFrom('data' as const, 'action' as const),
          mode: fc.constantFrom('push' as const, 'pull' as const),
          status: fc.constantFrom('up' as const, 'down' as const, 'partial' as const, undefined),
        }),
        { maxLength: 40 },
      ),
    }),
  )

describe('groups', () => {
  test('have every instance once, and bundles every plug once, between its own products', () => {
    fc.assert(
      fc.property(anyMesh, (any) => {
        const { groups, bundles } = groupMesh(any)
        const productOf = new Map(groups.flatMap(({ product, members }) => members.map((name) => [name, product])))
        const named = [...any.instances.map(({ name }) => name), ...any.plugs.flatMap((p) => [p.source, p.destination])]
        expect(groups.flatMap(({ members }) => members).sort()).toEqual([...new Set(named)].sort())
        expect(new Set(bundles.flatMap(({ plugs }) => plugs))).toEqual(new Set(any.plugs))
        expect(bundles.reduce((sum, { plugs }) => sum + plugs.length, 0)).toBe(any.plugs.length)
        for (const { source, destination, kind, plugs } of bundles)
          for (const plug of plugs)
            expect([productOf.get(plug.source), productOf.get(plug.destination), plug.kind]).toEqual([
              source,
              destination,
              kind,
            ])
      }),
    )
  })

  test('say how many of their plugs are up, and stand as these do', () => {
    fc.assert(
      fc.property(anyMesh, (any) => {
        for (const bundle of groupMesh(any).bundles) {
          const statuses = new Set(bundle.plugs.map(({ status }) => status ?? 'up'))
          const alike = statuses.size === 1 ? [...statuses][0] : 'partial'
          expect(toArrow(bundle).status).toBe(alike)
          const up = bundle.plugs.filter(({ status }) => (status ?? 'up') === 'up').length
          expect(countUp(bundle)).toBe(up)
          expect(labelBundle(bundle).includes(' up)')).toBe(up < bundle.plugs.length)
        }
      }),
    )
  })

  test('are placed without overlapping, and hold their instances', () => {
    fc.assert(
      fc.property(anyMesh, (any) => {
        const room = { width: 1200, height: 800 }
        const { groups, width, height } = placeGroups(groupMesh(any), { room, labelOf: labelBundle, widest: 120 })
        for (const [index, a] of groups.entries()) {
          expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true)
          for (const b of groups.slice(index + 1))
            expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(
              true,
            )
          for (const chip of a.chips) {
            expect(chip.x).toBeGreaterThanOrEqual(a.x)
            expect(chip.x + chip.width).toBeLessThanOrEqual(a.x + a.width)
            expect(chip.y + chip.height).toBeLessThanOrEqual(a.y + a.height)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test('name all of their instances, in lines', () => {
    const members = ['siem-a', 'siem', 'other', 'siem-with-a-name-that-is-longer-than-a-line']
    expect(linesOfNames({ product: 'siem', members })).toEqual([
      'a, siem, other,',
      'with-a-name-that-is-longer-than-a-line',
    ])
  })
})

test('products that can exchange more than arrows can show are a table of what each does', () => {
  const roles = fc.constantFrom<Role>('consumer', 'producer', 'trigger', 'executor')
  const topics = fc.constantFrom('events', 'alerts', 'scan', undefined)
  const held = fc.array(fc.record({ role: roles, topic: topics, mode: fc.constant('push' as const) }), { maxLength: 6 })
  const dense: CapabilityData[] = [
    { role: 'consumer', topic: 'events' },
    { role: 'producer', topic: 'events' },
  ]
  fc.assert(
    fc.property(fc.array(held, { minLength: 12, maxLength: 20 }), (list) => {
      const graph = buildCapabilityGraph(
        list.map((more, index) => ({ name: `p${index}`, capabilities: [...dense, ...more] })),
      )
      const svg = renderSvg(graph)
      expect(svg).not.toContain('class="arrow')
      const words = { consumer: 'consumes', producer: 'produces', trigger: 'triggers', executor: 'executes' }
      const said = [...svg.matchAll(/<title>(p\d+) ([a-z ]+?) (events|alerts|scan|any topic)<\/title>/g)].flatMap(
        ([, name, verbs, topic]) => verbs!.split(' and ').map((verb) => `${name} ${verb} ${topic}`),
      )
      const expected = list.flatMap((more, index) =>
        [...dense, ...more].map(({ role, topic }) => `p${index} ${words[role]} ${topic ?? 'any topic'}`),
      )
      expect(said.sort()).toEqual([...new Set(expected)].sort())
      expect(svg.match(/class="mark /g)).toHaveLength(said.length + 4)
    }),
    { numRuns: 30 },
  )
})

/** Instances of one product that send each other what they have: twice data, and an action. */
function tenants(count: number): MeshData {
  const names = Array.from({ length: count }, (_, index) => `siem-${index}`)
  const plugs = names.slice(1).flatMap((source): PlugData[] => [
    { source, destination: names[0]!, topic: 'alerts', mode: 'push', status: 'up' },
    { source: names[0]!, destination: source, topic: 'search_threat', kind: 'action', mode: 'push', status: 'down' },
  ])
  return {
    instances: [...names.map((name) => ({ name, product: 'siem' })), { name: 'edr', product: 'edr' }],
    plugs: [...plugs, { source: 'edr', destination: names[0]!, topic: 'events', mode: 'push', status: 'up' }],
  }
}

test.each([15, 50, 500])(
  'of %i tenants of one product, their plugs are loops at its frame, within the drawing',
  (count) => {
    const svg = renderSvg(tenants(count))
    const [, width, height] = /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number)
    const [, x, y, w, h] = /<title>siem<\/title>\n?<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/
      .exec(svg)!
      .map(Number)
    const loops = [...svg.matchAll(/<title>siem → siem: .*?<path d="M(.*?)" marker-end/g)].map(([, path]) =>
      path!.split(/[C ,]/).map(Number),
    )
    expect(loops).toHaveLength(2)
    for (const [startX, startY, , deep, , , endX, endY] of loops) {
      for (const end of [startX!, endX!]) expect(end > x! && end < x! + w!).toBe(true)
      for (const end of [startY!, endY!]) expect(end).toBeCloseTo(y! + h!, 0)
      expect(startX! - endX!).toBeGreaterThan(15)
      expect(endY! + (deep! - endY!) * 0.75).toBeLessThan(height! - 24)
      expect(startX!).toBeLessThan(width!)
    }
  },
)

test('a label that is too wide is cut in its topics, not in how many are up', () => {
  expect(fitLabel('alerts, events, identities (12/16 up)', 10.5, 132)).toMatch(/^alerts, .*… \(12\/16 up\)$/)
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z_]{1,20}$/), { minLength: 1 }), fc.nat(), (topics, count) => {
      const label = fitLabel(`${topics.join(', ')} (${count})`, 10.5, 220)
      expect(label.endsWith(` (${count})`)).toBe(true)
      expect(measureText(label, 10.5)).toBeLessThanOrEqual(220)
    }),
  )
})
