import type { PagePlug } from '../src/render/page/page-data.ts'
import { statusOf } from './atlas.ts'
import { html } from './make-element.ts'
import { sayStatus } from './say-status.ts'

/** What the side panel can ask of the page. */
export interface Talk {
  readonly onSelect: (name: string) => void
  readonly onFocus: (name: string) => void
  readonly onTopic: (topic: string) => void
}

/** A titled part of the panel, with how many; left out where there is nothing. */
export function section(title: string, count: number, content: readonly Node[]): Node {
  if (count === 0) return document.createDocumentFragment()
  return html('section', {}, html('h3', {}, title, html('span', { class: 'count' }, String(count))), ...content)
}

export function facts(pairs: readonly (readonly [string, string])[]): Node {
  return html(
    'dl',
    {},
    ...pairs
      .filter(([, value]) => value !== '')
      .flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)]),
  )
}

/** A name that can be gone to. */
export function nameButton(name: string, talk: Talk): Node {
  return html('button', { type: 'button', class: 'name', onclick: () => talk.onSelect(name) }, name)
}

/** Names that can be gone to; beyond a screenful they are counted. */
export function nameList(names: readonly string[], talk: Talk, most = 40): Node {
  const more = names.length - most
  return html(
    'ul',
    { class: 'chips' },
    ...names.slice(0, most).map((name) => html('li', {}, nameButton(name, talk))),
    more > 0 && html('li', { class: 'soft' }, `and ${more} more`),
  )
}

/** A plug as seen from one of its ends; from outside where that is empty. */
export function plugLine(plug: PagePlug, from: string, talk: Talk): HTMLElement {
  const status = statusOf(plug)
  const { source, destination, topic, mode, format, problem, hint } = plug
  const ends =
    source === from
      ? ['to ', nameButton(destination, talk)]
      : destination === from
        ? ['from ', nameButton(source, talk)]
        : [nameButton(source, talk), ' → ', nameButton(destination, talk)]
  const how = [mode, format].filter((word) => word !== undefined).join(', ')
  return html(
    'div',
    { class: 'plug' },
    html('span', { class: `status ${status}` }, sayStatus(status)),
    html('strong', {}, topic),
    html('span', { class: 'soft' }, ` ${how} `),
    html('span', {}, ...ends),
    status === 'problem' && html('p', { class: 'problem' }, problem),
    ...(hint ?? '')
      .split('\n')
      .filter((line) => status === 'problem' && line !== '')
      .map(command),
  )
}

/** A command to copy. */
export function command(text: string): HTMLElement {
  return html('code', { class: 'command' }, text)
}
