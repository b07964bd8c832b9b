import { instance, type Viz } from '@viz-js/viz'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { composePicture } from './picture.ts'
import { renderDot } from './render-dot.ts'

let graphviz: Viz
beforeAll(async () => {
  graphviz = await instance()
})

interface Read {
  readonly nodes: readonly string[]
  /** Source, destination and label of each. */
  readonly edges: readonly string[]
}

/** What Graphviz itself reads, by labels; they stand there as they were quoted. */
function read(dot: string): Read {
  const { status, output, errors } = graphviz.render(dot, { format: 'dot_json' })
  // It has no letters to measure with, and says so.
  const wrong = errors.filter(({ message }) => !/no hard-coded metrics|no value for width/.test(message))
  expect({ status, wrong }).toEqual({ status: 'success', wrong: [] })
  const { objects = [], edges = [] } = JSON.parse(output ?? '')
  const plain = (text: string) => text.replaceAll('\\\\', '\\').replaceAll('&amp;', '&')
  const names: string[] = objects.map(({ label }: { label: string }) => plain(label))
  const said = edges.map(
    ({ tail, head, label }: { tail: number; head: number; label: string }) =>
      `${names[tail]} → ${names[head]}: ${plain(label)}`,
  )
  return { nodes: [...names].sort(), edges: said.sort() }
}

test('Graphviz reads every instance and plug, whatever they are called', () => {
  // What cannot be written in a text is replaced; Graphviz is asked about the rest.
  const name = fc.oneof(
    fc.constantFrom('a"]; evil -> b [x="\\', '\\N', '<b>x</b>', '--', 'node', '{ }', 'é株'),
    fc.string({ minLength: 1, maxLength: 12 }),
  )
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), (names) => {
      const plugs = names
        .slice(1)
        .map((source) => ({ source, destination: names[0]!, topic: source, mode: 'push' as const }))
      const mesh: MeshData = { instances: names.map((each) => ({ name: each, product: each })), plugs }
      expect(read(renderDot(mesh))).toEqual({
        nodes: [...names].sort(),
        edges: plugs.map(({ source, destination, topic }) => `${source} → ${destination}: ${topic}`).sort(),
      })
    }),
  )
})

test.each(['a &amp; b', 'R&D', '&lt;', '\\n', '\\N \\l', '<b>x</b>'])('Graphviz draws %s as it is written', (name) => {
  const { output } = graphviz.render(renderDot({ instances: [{ name, product: name }], plugs: [] }), { format: 'svg' })
  const [, drawn] = /<text [^>]*>([^<]*)</.exec(output ?? '') ?? []
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', '#160': ' ', '#45': '-' }
  expect(drawn?.replaceAll(/&([^;]*);/g, (_, entity) => entities[entity] ?? '?')).toBe(name)
})

test('Graphviz reads a large mesh by its products, and a capability graph', () => {
  const sensors = Array.from({ length: 20 }, (_, index) => ({ name: `s-${index}`, product: 's' }))
  const plugs = sensors.map(({ name }) => ({
    source: name,
    destination: 'soc',
    topic: 'events',
    mode: 'push' as const,
  }))
  const mesh: MeshData = { instances: [...sensors, { name: 'soc', product: 'siem' }], plugs }
  expect(read(renderDot(mesh))).toEqual({
    nodes: [expect.stringMatching(/^s \(20\)\\n0, 1, 10, /), 'siem\\nsoc'],
    edges: [expect.stringMatching(/^s \(20\).* → siem\\nsoc: events \(20\)$/)],
  })
  const graph = buildCapabilityGraph([
    { name: 'edr', capabilities: [{ role: 'producer', topic: 'events' }] },
    { name: 'siem', capabilities: [{ role: 'consumer', topic: 'events' }] },
  ])
  expect(composePicture(graph).arrows).toHaveLength(1)
  expect(read(renderDot(graph))).toEqual({ nodes: ['edr', 'siem'], edges: ['edr → siem: events'] })
})
