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

/** Entries of which those beyond a screenful are counted, and shown when asked for; on paper all of them are. */
export function withRest<E extends HTMLElement>(entries: readonly E[], most: number): readonly E[] {
  for (const entry of entries.slice(most)) entry.classList.add('beyond')
  return entries
}

/** Shows the rest of the list before it; left out where there is none. */
export function restButton(count: number, most: number): HTMLElement | undefined {
  if (count <= most) return undefined
  const show = ({ currentTarget }: Event) => {
    const button = currentTarget as HTMLElement
    const [first] = button.parentElement?.querySelectorAll<HTMLElement>('.beyond') ?? []
    button.parentElement?.classList.add('open')
    button.remove()
    first?.querySelector<HTMLElement>('button')?.focus()
  }
  return html('button', { type: 'button', class: 'rest', onclick: show }, `and ${count - most} more`)
}

/** Names that can be gone to. */
export function nameList(names: readonly string[], talk: Talk, most = 40): Node {
  const entries = names.map((name) => html('li', {}, nameButton(name, talk)))
  return html('div', {}, html('ul', { class: 'chips' }, ...withRest(entries, most)), restButton(names.length, most))
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
