import type { MeshData, PlugData } from '../mesh/mesh-data.ts'
import { mermaidId, mermaidLabel } from './mermaid-text.ts'

/** Draws instances as boxes and plugs as arrows in the direction of the flow, dotted while they are not up. */
export function renderMesh({ instances, plugs }: MeshData): string {
  const labels = new Map(plugs.flatMap(({ source, destination }) => [source, destination]).map((name) => [name, name]))
  for (const { name, product } of instances) labels.set(name, name === product ? name : `${name} (${product})`)
  const boxes = [...labels].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = [
    'flowchart LR',
    ...boxes.map(([name, label]) => `${mermaidId(name)}[${mermaidLabel(label)}]`),
    ...plugs.map(drawPlug).sort(),
  ]
  return `${lines.join('\n  ')}\n`
}

function drawPlug({ source, destination, topic, mode, format, status }: PlugData): string {
  const line = status === undefined || status === 'up' ? '-->' : '-.->'
  const details = [format, mode === 'pull' ? 'pull' : undefined, status === 'partial' ? 'partly up' : undefined]
  const known = details.filter((detail) => detail !== undefined)
  const label = known.length === 0 ? topic : `${topic} (${known.join(', ')})`
  return `${mermaidId(source)} ${line}|${mermaidLabel(label)}| ${mermaidId(destination)}`
}
