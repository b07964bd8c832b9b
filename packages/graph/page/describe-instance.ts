import { isAction } from '../src/mesh/mesh-data.ts'
import type { Atlas } from './atlas.ts'
import { statusOfInstance } from './atlas.ts'
import { html } from './make-element.ts'
import {
  command,
  facts,
  nameButton,
  nameList,
  plugLine,
  restButton,
  section,
  type Talk,
  withRest,
} from './panel-parts.ts'
import { sayStatus } from './say-status.ts'

/** Most connections that could be made to be listed. */
const most = 25

/** The side panel of an instance: its plugs and how they stand, what goes dark with it, and what could be plugged and is not. */
export function describeInstance(atlas: Atlas, name: string, talk: Talk): Node[] {
  const product = atlas.instances.get(name)
  const plugs = atlas.plugsOf.get(name) ?? []
  const impact = atlas.mesh.impact(name)
  const isSinglePoint = atlas.mesh.singlePoints.instances.includes(name)
  const open = product === undefined ? [] : listUnplugged(atlas, name, product)
  return [
    html('h2', {}, name),
    html(
      'p',
      { class: 'soft' },
      product === undefined ? 'an instance of no known product' : 'instance of ',
      product !== undefined && nameButton(product, talk),
    ),
    facts([
      ['status', sayStatus(statusOfInstance(atlas, name))],
      ['impact', isSinglePoint ? 'a single point of failure' : ''],
    ]),
    html(
      'p',
      {},
      html('button', { type: 'button', class: 'action', onclick: () => talk.onFocus(name) }, 'Focus on its neighbours'),
    ),
    section(
      'Plugs',
      plugs.length,
      plugs.map((plug) => plugLine(plug, name, talk)),
    ),
    section('Goes dark with it', impact.blind.length + impact.topics.length, [
      nameList(impact.blind, talk),
      html('ul', {}, ...impact.topics.map((lost) => html('li', {}, `${lost.instance} gets no ${lost.topic}`))),
    ]),
    section(
      'Responses lost with it',
      impact.responses.length,
      impact.responses
        .filter(isAction)
        .map((plug) => html('p', {}, `${plug.source} –${plug.topic}→ ${plug.destination}`)),
    ),
    section(
      'Could be plugged, and is not',
      open.length,
      [...withRest(open.map(command), most), restButton(open.length, most)].filter((each) => each !== undefined),
    ),
  ]
}

/** Commands for each exchange that its product could have with another instance's, and that no plug is there for. */
function listUnplugged(atlas: Atlas, name: string, product: string): string[] {
  if (!atlas.graph.has(product)) return []
  const plugged = new Set(
    atlas.data.plugs.map(({ source, destination, topic, mode }) => [source, destination, topic, mode].join('\u0000')),
  )
  const found = new Map<string, string>()
  for (const [other, otherProduct] of atlas.instances) {
    if (other === name || otherProduct === undefined || otherProduct === product || !atlas.graph.has(otherProduct))
      continue
    for (const { source, topic, mode } of atlas.graph.between(product, otherProduct)) {
      const [from, to] = source === product ? [name, other] : [other, name]
      const key = [from, to, topic, mode].join('\u0000')
      if (topic === undefined || plugged.has(key)) continue
      found.set(key, `meshroom plug ${topic} ${from} ${to}${mode === 'pull' ? ' --mode pull' : ''}`)
    }
  }
  return [...found.values()].sort()
}
