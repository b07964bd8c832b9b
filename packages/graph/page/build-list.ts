import { type Atlas, statusOfInstance, statusOfProduct } from './atlas.ts'
import { findMatches } from './find-matches.ts'
import { html } from './make-element.ts'
import type { PageState, Store } from './page-state.ts'
import type { Talk } from './panel-parts.ts'

/** The list at the side: what matches, by name or by how well it is connected. */
export function buildList(atlas: Atlas, store: Store, talk: Talk): HTMLElement {
  const count = html('p', { id: 'count', 'aria-live': 'polite' })
  const items = html('ul', {})
  store.listen((state) => {
    const names = findMatches(atlas, state)
    const total = state.view === 'mesh' ? atlas.instances.size : atlas.products.size
    count.textContent = `${names.length === total ? total : `${names.length} of ${total}`} ${state.view === 'mesh' ? 'instances' : 'products'}`
    const held = items.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.name
      : undefined
    items.replaceChildren(...names.map((name) => toItem(atlas, name, state, talk)))
    const current = items.querySelector('[aria-current]')
    // Where the page is not put together yet, there is nothing to scroll.
    requestAnimationFrame(() => current?.scrollIntoView({ block: 'nearest' }))
    if (held !== undefined) [...items.querySelectorAll('button')].find(({ dataset }) => dataset.name === held)?.focus()
  })
  items.addEventListener('keydown', walk)
  return html('nav', { id: 'list', 'aria-label': 'What matches' }, count, items)
}

function toItem(atlas: Atlas, name: string, { view, selected }: PageState, talk: Talk): HTMLElement {
  const status = view === 'mesh' ? statusOfInstance(atlas, name) : statusOfProduct(atlas, name)
  const detail = view === 'mesh' ? (atlas.instances.get(name) ?? '') : String(atlas.degrees.get(name) ?? 0)
  return html(
    'li',
    {},
    html(
      'button',
      {
        type: 'button',
        'data-name': name,
        'aria-current': name === selected ? 'true' : undefined,
        onclick: () => talk.onSelect(name),
        ondblclick: () => talk.onFocus(name),
        onkeydown: (event: KeyboardEvent) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          talk.onFocus(name)
        },
      },
      html('span', { class: `status ${status}` }),
      html('span', { class: 'title' }, name),
      !name.startsWith(detail) && html('span', { class: 'soft' }, detail),
    ),
  )
}

/** From the search into the list: to what is selected of it, or else to its first. */
export function enterList(list: HTMLElement): string | undefined {
  const item = list.querySelector<HTMLElement>('[aria-current]') ?? list.querySelector<HTMLElement>('li button')
  item?.focus()
  return item?.dataset.name
}

/** Up and down walk through the list; above its first, and with Escape, is the search. */
function walk(event: KeyboardEvent): void {
  const item = (event.target as Element).closest('li')
  if (event.key === 'Escape' || (event.key === 'ArrowUp' && !item?.previousElementSibling)) {
    event.preventDefault()
    event.stopPropagation()
    document.querySelector<HTMLElement>('#search')?.focus()
    return
  }
  const next =
    event.key === 'ArrowDown'
      ? item?.nextElementSibling
      : event.key === 'ArrowUp'
        ? item?.previousElementSibling
        : undefined
  if (!next) return
  event.preventDefault()
  next.querySelector('button')?.focus()
}
