import { groupMesh, type MeshGroup, mostAlone, type PlugBundle } from '../mesh/group-mesh.ts'
import { listInstances, type MeshData, type PlugData } from '../mesh/mesh-data.ts'
import { mermaidId, mermaidLabel } from './mermaid-text.ts'
import { labelBundle, labelGroup, linesOfNames } from './picture-of-groups.ts'

/**
 * Draws instances as boxes and plugs as arrows in the direction of the flow, dotted while they are not up. Of many
 * instances, those of a product are one box, and the plugs between two products one arrow.
 */
export function renderMesh(mesh: MeshData): string {
  const lines = listInstances(mesh).length > mostAlone ? drawGroups(mesh) : drawAll(mesh)
  return `${['flowchart LR', ...lines].join('\n  ')}\n`
}

function drawAll({ instances, plugs }: MeshData): string[] {
  const labels = new Map(plugs.flatMap(({ source, destination }) => [source, destination]).map((name) => [name, name]))
  for (const { name, product } of instances) labels.set(name, name === product ? name : `${name} (${product})`)
  const boxes = [...labels].sort(([a], [b]) => (a < b ? -1 : 1))
  return [...boxes.map(([name, label]) => `${mermaidId(name)}[${mermaidLabel(label)}]`), ...plugs.map(drawPlug).sort()]
}

function drawPlug({ source, destination, topic, mode, format, status }: PlugData): string {
  const line = status === undefined || status === 'up' ? '-->' : '-.->'
  const details = [format, mode === 'pull' ? 'pull' : undefined, status === 'partial' ? 'partly up' : undefined]
  const known = details.filter((detail) => detail !== undefined)
  const label = known.length === 0 ? topic : `${topic} (${known.join(', ')})`
  return `${mermaidId(source)} ${line}|${mermaidLabel(label)}| ${mermaidId(destination)}`
}

function drawGroups(mesh: MeshData): string[] {
  const { groups, bundles } = groupMesh(mesh)
  return [...groups.map(drawGroup), ...bundles.map(drawBundle)]
}

function drawGroup(group: MeshGroup): string {
  return `${mermaidId(group.product)}[${mermaidLabel(labelGroup(group), ...linesOfNames(group))}]`
}

function drawBundle(bundle: PlugBundle): string {
  const isUp = bundle.plugs.every(({ status }) => status === undefined || status === 'up')
  const label = mermaidLabel(labelBundle(bundle))
  return `${mermaidId(bundle.source)} ${isUp ? '-->' : '-.->'}|${label}| ${mermaidId(bundle.destination)}`
}
