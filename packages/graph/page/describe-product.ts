import { type CapabilityData, constraintKeys } from '../src/match/capability.ts'
import type { PageIntegration } from '../src/render/page/page-data.ts'
import type { Atlas } from './atlas.ts'
import { statusOfProduct } from './atlas.ts'
import { compareProducts } from './compare-products.ts'
import { html } from './make-element.ts'
import { facts, nameButton, nameList, restButton, section, type Talk, withRest } from './panel-parts.ts'
import { sayStatus } from './say-status.ts'

/** Most integrations to be listed at first. */
const mostRows = 60

/** The side panel of a product: its capabilities and who answers them, its integrations, its instances, and what is missing. */
export function describeProduct(atlas: Atlas, name: string, talk: Talk): Node[] {
  const { vendor, description, tags = [], capabilities = [] } = atlas.products.get(name) ?? {}
  const integrations = atlas.integrationsOf.get(name) ?? []
  const instances = atlas.instancesOf.get(name) ?? []
  const rows = atlas.graph
    .capabilities(name)
    .map((capability) => ({ capability, answers: countAnswers(atlas, name, capability) }))
  const lonely = rows.filter(({ answers }) => answers === 0)
  return [
    html('h2', {}, name),
    html('p', { class: 'soft' }, vendor),
    description !== undefined && description !== '' ? html('p', {}, description) : document.createDocumentFragment(),
    facts([
      ['status', instances.length > 0 ? sayStatus(statusOfProduct(atlas, name)) : 'not in the mesh'],
      ['can exchange with', `${atlas.degrees.get(name) ?? 0} of ${atlas.products.size - 1} products`],
      ['tags', tags.join(', ')],
    ]),
    html(
      'p',
      {},
      html('button', { type: 'button', class: 'action', onclick: () => talk.onFocus(name) }, 'Focus on its neighbours'),
    ),
    section('Instances', instances.length, [nameList(instances, talk)]),
    section('Capabilities', capabilities.length, [capabilityTable(rows, talk)]),
    section(
      'Missing: nobody answers',
      lonely.length,
      lonely.map(({ capability }) => html('p', {}, sayCapability(capability))),
    ),
    section('Integrations', integrations.length, [integrationTable(integrations, name, talk)]),
    compareProducts(atlas, name),
  ]
}

interface Row {
  readonly capability: CapabilityData
  /** How many products have what it needs at the other end. */
  readonly answers: number
}

function countAnswers(atlas: Atlas, name: string, capability: CapabilityData): number {
  const asked = { name: '\u0000', capabilities: [capability] }
  const graph = atlas.graph.without(name).with(asked)
  return [...graph.neighbors(asked.name)].length
}

function capabilityTable(rows: readonly Row[], talk: Talk): Node {
  return html(
    'table',
    {},
    html(
      'thead',
      {},
      html('tr', {}, ...['role', 'topic', 'how', 'meets'].map((title) => html('th', { scope: 'col' }, title))),
    ),
    html(
      'tbody',
      {},
      ...rows.map(({ capability, answers }) => {
        const { role, topic } = capability
        return html(
          'tr',
          { class: answers === 0 ? 'lonely' : '' },
          html('td', {}, html('span', { class: `dot ${role}` }), role),
          html(
            'td',
            {},
            topic === undefined
              ? 'any'
              : html('button', { type: 'button', class: 'name', onclick: () => talk.onTopic(topic) }, topic),
          ),
          html('td', {}, sayHow(capability)),
          html('td', { class: 'number' }, String(answers)),
        )
      }),
    ),
  )
}

function integrationTable(integrations: readonly PageIntegration[], name: string, talk: Talk): Node {
  const rows = integrations.map((each) => integrationRow(each, name, talk))
  const table = html(
    'table',
    { class: 'fixed' },
    html(
      'thead',
      {},
      html('tr', {}, ...['with', 'topic', 'role', 'set up by'].map((title) => html('th', { scope: 'col' }, title))),
    ),
    html('tbody', {}, ...withRest(rows, mostRows)),
  )
  return html('div', {}, table, restButton(rows.length, mostRows))
}

function integrationRow(
  { product, target, topic = 'any', role, setup }: PageIntegration,
  name: string,
  talk: Talk,
): HTMLTableRowElement {
  return html(
    'tr',
    {},
    html('td', {}, nameButton(product === name ? target : product, talk)),
    html('td', {}, topic),
    html('td', {}, product === name ? role : `${product}: ${role}`),
    html(
      'td',
      { class: setup === 'none' ? 'lonely' : '' },
      { self: product, both: `${product}, both ends`, none: 'nobody yet' }[setup],
    ),
  )
}

function sayHow(capability: CapabilityData): string {
  const constraints = constraintKeys(capability).map((key) => `${key} ${capability[key]}`)
  return [capability.mode ?? 'push', capability.format, ...constraints].filter((word) => word !== undefined).join(', ')
}

function sayCapability(capability: CapabilityData): string {
  return `${capability.role} of ${capability.topic ?? 'any topic'} (${sayHow(capability)})`
}
