import type { Atlas } from './atlas.ts'
import { html } from './make-element.ts'
import { command } from './panel-parts.ts'

/** A field for another product, and below it what the two can exchange and what is missing for the rest. */
export function compareProducts(atlas: Atlas, name: string): Node {
  const answer = html('div', { 'aria-live': 'polite' })
  const field = html('input', {
    type: 'search',
    list: 'products',
    placeholder: 'another product…',
    'aria-label': `What is missing between ${name} and another product`,
    oninput: () => answer.replaceChildren(...compare(atlas, name, field.value)),
  })
  return html('section', {}, html('h3', {}, 'What is missing to connect it with'), field, answer)
}

function compare(atlas: Atlas, name: string, other: string): Node[] {
  if (other === name || !atlas.graph.has(other)) return []
  const flows = new Set(
    atlas.graph
      .between(name, other)
      .map(({ source, topic, destination }) => `${source} –${topic ?? 'any topic'}→ ${destination}`),
  )
  const gaps = Map.groupBy(
    atlas.graph.gaps(name, other),
    ({ source, topic, destination }) => `${source} –${topic}→ ${destination}`,
  )
  return [
    html('h4', {}, flows.size === 0 ? 'They can exchange nothing yet.' : 'They can exchange'),
    html('ul', {}, ...[...flows].map((flow) => html('li', {}, flow))),
    ...(gaps.size === 0 ? [] : [html('h4', {}, 'For the rest, declare')]),
    ...[...gaps].map(([flow, [cheapest]]) =>
      html(
        'div',
        { class: 'gap' },
        html('span', {}, flow),
        ...cheapest!.missing.map(({ scaffold }) => command(`meshroom ${scaffold.join(' ')}`)),
      ),
    ),
  ]
}
