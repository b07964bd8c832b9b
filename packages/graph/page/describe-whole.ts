import { type Atlas, statusOf } from './atlas.ts'
import { html } from './make-element.ts'
import { facts, nameList, plugLine, section, type Talk } from './panel-parts.ts'
import { sayStatus } from './say-status.ts'

/** The side panel where nothing is selected: how the mesh stands, what it hangs on, and which topics there are. */
export function describeWhole(atlas: Atlas, talk: Talk): Node[] {
  const { data, mesh, topics } = atlas
  const counts = Map.groupBy(data.plugs, statusOf)
  const { singlePoints, loops } = mesh
  const problems = counts.get('problem') ?? []
  return [
    html('h2', {}, data.title),
    html('p', { class: 'soft' }, `environment ${data.environment}`),
    facts([
      ['products', String(data.products.length)],
      ['possible exchanges', atlas.graph.edgeCount.toLocaleString('en')],
      ['integrations', String(data.integrations.length)],
      ['instances', String(atlas.instances.size)],
      ['plugs', [...counts].map(([status, plugs]) => `${plugs.length} ${sayStatus(status)}`).join(', ') || '0'],
    ]),
    section(
      'Cannot be set up',
      problems.length,
      problems.map((plug) => plugLine(plug, '', talk)),
    ),
    section('Single points of failure', singlePoints.instances.length, [nameList(singlePoints.instances, talk)]),
    section(
      'Loops that can feed themselves',
      loops.length,
      loops
        .slice(0, 6)
        .map(({ plugs }) =>
          html('p', {}, `${plugs.map(({ source, topic }) => `${source} –${topic}→ `).join('')}${plugs[0]!.source}`),
        ),
    ),
    section('Topics and actions', topics.length, [
      html('ul', { class: 'chips' }, ...topics.map((topic) => topicChip(atlas, topic, talk))),
    ]),
  ]
}

function topicChip({ data }: Atlas, topic: string, talk: Talk): Node {
  const plugged = data.plugs.filter((plug) => plug.topic === topic).length
  const text = plugged > 0 ? `${topic} · ${plugged}` : topic
  return html('li', {}, html('button', { type: 'button', onclick: () => talk.onTopic(topic) }, text))
}
