import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { escapeXml } from './escape-text.ts'
import { composePicture, type PictureOptions } from './picture.ts'

const keys = [
  ['node', 'name'],
  ['node', 'product'],
  ['edge', 'topics'],
  ['edge', 'kind'],
  ['edge', 'mode'],
  ['edge', 'format'],
  ['edge', 'status'],
] as const

/**
 * Writes a capability graph or a mesh as GraphML, as Gephi, yEd, Cytoscape and NetworkX read it.
 *
 * @throws GraphError as {@link composePicture}
 * @see http://graphml.graphdrawing.org/specification.html
 */
export function renderGraphml(input: CapabilityGraph | MeshData, options?: PictureOptions): string {
  const { nodes, arrows } = composePicture(input, options)
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]))
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.map(([of, name]) => `  <key id="${of}.${name}" for="${of}" attr.name="${name}" attr.type="string"/>`),
    '  <graph id="meshroom" edgedefault="directed">',
    ...nodes.map((node) => `    <node id="${ids.get(node.name)}">${data('node', { ...node })}</node>`),
    ...arrows.map(({ source, destination, topics, kind, mode, format, status }, index) => {
      const ends = `source="${ids.get(source)}" target="${ids.get(destination)}"`
      return `    <edge id="e${index}" ${ends}>${data('edge', { topics: topics.join(', '), kind, mode, format, status })}</edge>`
    }),
    '  </graph>',
    '</graphml>',
  ]
  return `${lines.join('\n')}\n`
}

function data(of: 'node' | 'edge', values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : `<data key="${of}.${name}">${escapeXml(value)}</data>`))
    .join('')
}
