import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { composePicture } from './picture.ts'
import { renderDot } from './render-dot.ts'
import { renderGraphml } from './render-graphml.ts'
import { renderJson } from './render-json.ts'
import { renderMermaid } from './render-mermaid.ts'
import { findFeedback } from './svg/find-feedback.ts'
import { fitText, measureText } from './svg/measure-text.ts'
import { placePicture } from './svg/place-picture.ts'
import { renderSvg } from './svg/render-svg.ts'

/** edr → soc → cases, and back to edr an action. */
const soc: MeshData = {
  instances: [
    { name: 'edr', product: 'edr' },
    { name: 'soc', product: 'siem' },
    { name: 'cases', product: 'soar' },
    { name: 'idle', product: 'ndr' },
  ],
  plugs: [
    { source: 'edr', destination: 'soc', topic: 'events', mode: 'pull', format: 'ocsf', status: 'up' },
    { source: 'soc', destination: 'cases', topic: 'alerts', mode: 'push', status: 'down' },
    { source: 'cases', destination: 'edr', topic: 'contain', kind: 'action', mode: 'push', status: 'partial' },
  ],
}
const products = buildCapabilityGraph([
  { name: 'edr', capabilities: [{ role: 'producer', topic: 'events' }] },
  {
    name: 'siem',
    capabilities: [
      { role: 'consumer', topic: 'events' },
      { role: 'trigger', topic: 'contain' },
    ],
  },
  { name: 'fw', capabilities: [{ role: 'executor', topic: 'contain' }] },
])

describe('a picture', () => {
  test('of a mesh has its instances and plugs', () => {
    const { nodes, arrows } = composePicture(soc)
    expect(nodes.map(({ name }) => name)).toEqual(['cases', 'edr', 'idle', 'soc'])
    expect(arrows.map(({ source, kind, status }) => `${source} ${kind} ${status}`)).toEqual([
      'cases action partial',
      'edr data up',
      'soc data down',
    ])
  })

  test.each([
    [{ focus: 'edr' }, 'cases edr soc', 2],
    [{ focus: 'edr', depth: 2 }, 'cases edr soc', 3],
    [{ focus: 'idle' }, 'idle', 0],
    [{ topic: 'alerts' }, 'cases soc', 1],
    [{ focus: 'edr', topic: 'contain' }, 'cases edr', 1],
  ])('of a mesh, %o', (options, names, count) => {
    const { nodes, arrows } = composePicture(soc, options)
    expect(nodes.map(({ name }) => name).join(' ')).toBe(names)
    expect(arrows).toHaveLength(count)
  })

  test('of products has what they can exchange, and says how many are left out', () => {
    expect(composePicture(products, { limit: 2 })).toMatchObject({ of: 'capabilities', hidden: 1 })
    expect(composePicture(products).arrows).toEqual([
      { source: 'edr', destination: 'siem', kind: 'data', topics: ['events'] },
      { source: 'siem', destination: 'fw', kind: 'action', topics: ['contain'] },
    ])
  })

  test('around what is not there is refused', () => {
    expect(() => composePicture(soc, { focus: 'none' })).toThrow(
      expect.objectContaining({ code: 'GRAPH_UNKNOWN_INSTANCE' }),
    )
    expect(() => composePicture(products, { focus: 'none' })).toThrow(
      expect.objectContaining({ code: 'GRAPH_UNKNOWN_PRODUCT' }),
    )
  })
})

test('Mermaid draws a part of a mesh too', () => {
  expect(renderMermaid(soc, { focus: 'edr', topic: 'events' })).toBe(
    'flowchart LR\n  p_edr["edr"]\n  p_soc["soc (siem)"]\n  p_edr -->|"events (ocsf, pull)"| p_soc\n',
  )
})

test('DOT', () => {
  expect(renderDot(soc, { focus: 'edr' }).split('\n').slice(4, -2)).toEqual([
    '  "cases" [label="cases (soar)"]',
    '  "edr" [label="edr"]',
    '  "soc" [label="soc (siem)"]',
    '  "cases" -> "edr" [label="contain (partly up)", style=dashed, color=gray55, fontcolor=gray35]',
    '  "edr" -> "soc" [label="events (ocsf, pull)"]',
  ])
})

test('JSON is the picture', () => {
  expect(JSON.parse(renderJson(soc))).toEqual(composePicture(soc))
})

const formats = { dot: renderDot, graphml: renderGraphml, svg: renderSvg, json: renderJson }
const hostile = '<script>alert(1)</script> & "q" \'s\' ]]> \\N \u0000 \ud800 –\u202e'

test.each(Object.entries(formats))('%s is the same for equal input, whatever its order', (_, render) => {
  const turned = { instances: [...soc.instances].reverse(), plugs: [...soc.plugs].reverse() }
  expect(render(turned)).toBe(render(soc))
})

test.each(['graphml', 'svg'] as const)('%s of hostile names is well-formed, and they stay text', (format) => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary' })), (name) => {
      const text = formats[format]({
        instances: [{ name, product: name }],
        plugs: [{ source: name, destination: 'x', topic: name, mode: 'push', status: 'up' }],
      })
      expect(unbalanced(text)).toEqual([])
      expect(text).not.toContain('<script')
      expect([...text].filter((letter) => letter < '\t' || /\p{Cs}/u.test(letter))).toEqual([])
    }),
  )
})

/** Elements that are not closed in turn, and signs that are no markup; a small reader of XML that allows nothing lax. */
function unbalanced(text: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  const rest = text
    .replace(/<\?xml [^<>]*\?>/, '')
    .replaceAll(/<(\/?)([\w:]+)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, _attributes, alone) => {
      if (end) wrong.push(...(open.pop() === name ? [] : [name]))
      else if (!alone) open.push(name)
      return ''
    })
  return [...wrong, ...open, ...(rest.match(/<|&(?!(?:amp|lt|gt|quot|#39);)/g) ?? [])]
}

test('DOT quotes what would end a string', () => {
  const text = renderDot({ instances: [{ name: 'a"]; evil -> b [x="\\', product: 'p' }], plugs: [] })
  expect(text).toContain('"a\\"]; evil -> b [x=\\"\\\\" [label=')
})

describe('the layout', () => {
  test('of nothing is small, and no number is missing', () => {
    expect(placePicture(composePicture({ instances: [], plugs: [] }))).toEqual({
      width: 1,
      height: 1,
      nodes: [],
      arrows: [],
      places: [],
    })
    expect(renderSvg({ instances: [], plugs: [] })).not.toMatch(/NaN|Infinity/)
  })

  test('boxes do not overlap, and lie in the drawing', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(names, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 20 }), (list, pairs) => {
        const plugs = pairs.map(([a, b, action]) => ({
          source: list[a % list.length]!,
          destination: list[b % list.length]!,
          topic: 't',
          kind: action ? ('action' as const) : ('data' as const),
          mode: 'push' as const,
        }))
        const { nodes, width, height } = placePicture(
          composePicture({ instances: list.map((name) => ({ name, product: 'p' })), plugs }),
        )
        for (const [index, a] of nodes.entries()) {
          expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0)
          expect(a.x + a.width / 2).toBeLessThanOrEqual(width)
          expect(a.y + a.height / 2).toBeLessThanOrEqual(height)
          for (const b of nodes.slice(index + 1)) {
            const apart =
              Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2
            expect(apart).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('arrows run from side to side of their boxes, through the middle of their labels', () => {
    const { nodes, arrows } = placePicture(composePicture(soc))
    const box = (name: string) => nodes.find(({ node }) => node.name === name)!
    for (const { arrow, points, at } of arrows) {
      const ends = [points[0]!, points.at(-1)!]
      for (const [index, name] of [arrow.source, arrow.destination].entries()) {
        const { x, width } = box(name)
        expect([x - width / 2, x + width / 2].map(Math.round)).toContain(Math.round(ends[index]!.x))
      }
      expect(points.map(({ y }) => y)).toContain(at.y)
    }
  })

  test('an action back to where its cause comes from runs from right to left', () => {
    const { nodes, arrows } = placePicture(composePicture(soc))
    const x = (name: string) => nodes.find(({ node }) => node.name === name)!.x
    expect(x('edr')).toBeLessThan(x('soc'))
    expect(x('soc')).toBeLessThan(x('cases'))
    const back = arrows.find(({ arrow }) => arrow.kind === 'action')!
    expect(back.points[0]!.x).toBeGreaterThan(back.points.at(-1)!.x)
    expect(findFeedback([{ source: 'soar', destination: 'fw', kind: 'action', topics: ['deny'] }]).size).toBe(0)
  })

  test('text that is too wide is cut, and never what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 30, max: 200 }), (text, most) => {
        const shown = fitText(text, 13, most)
        if (measureText(text, 13) <= most) expect(shown).toBe(text)
        else expect(measureText(shown, 13)).toBeLessThanOrEqual(most)
      }),
    )
  })
})

test('an SVG of a large catalogue draws the best connected, and says how many more there are', () => {
  const many = buildCapabilityGraph(
    Array.from({ length: 40 }, (_, index) => ({
      name: `p${index}`,
      capabilities: [{ role: index === 0 ? 'consumer' : 'producer', topic: 'events' } as const],
    })),
  )
  expect(renderSvg(many)).toContain('>and 10 more<')
})
