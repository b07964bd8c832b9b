import type { Atlas } from './atlas.ts'
import { html } from './make-element.ts'
import type { PageState, Store } from './page-state.ts'
import { sayStatus } from './say-status.ts'

/** The bar above: what is looked at, search and filters, and the scheme of colours. */
export function buildHead(atlas: Atlas, store: Store): HTMLElement {
  const search = html('input', {
    id: 'search',
    type: 'search',
    placeholder: 'Search  ( / )',
    'aria-label': 'Search products, instances, vendors and topics',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => store.change({ search: search.value }),
  })
  const views = (['mesh', 'products'] as const).map((view) => viewButton(view, store))
  const filters = [
    filter(
      'topic',
      'Topic',
      atlas.topics.map((topic) => [topic, topic]),
      store,
    ),
    filter(
      'role',
      'Role',
      ['consumer', 'producer', 'trigger', 'executor'].map((role) => [role, role]),
      store,
    ),
    filter(
      'status',
      'Status',
      (['up', 'partial', 'down', 'problem', 'none'] as const).map((status) => [status, sayStatus(status)]),
      store,
    ),
    filter(
      'depth',
      'Steps',
      [1, 2, 3, 4].map((depth) => [String(depth), String(depth)]),
      store,
    ),
  ]
  const clear = html(
    'button',
    {
      type: 'button',
      id: 'clear',
      onclick: () => store.change({ search: '', topic: '', role: '', status: '', focus: '', selected: '' }),
    },
    'Clear',
  )
  const where = html('span', { id: 'where', 'aria-live': 'polite' })
  store.listen((state) => {
    if (search.value !== state.search) search.value = state.search
    for (const [index, view] of (['mesh', 'products'] as const).entries())
      views[index]?.setAttribute('aria-pressed', String(state.view === view))
    where.textContent = state.focus === '' ? '' : `around ${state.focus}`
    clear.hidden = isWhole(state)
    document.body.classList.toggle('asked', !isWhole({ ...state, focus: '', selected: '' }))
    document.body.dataset.view = state.view
    document.body.classList.toggle('focused', state.focus !== '' && state.view === 'mesh')
  })
  return html(
    'header',
    {},
    html('h1', {}, atlas.data.title),
    html('div', { class: 'views', role: 'group', 'aria-label': 'What is shown' }, ...views),
    search,
    ...filters,
    where,
    clear,
    html('span', { class: 'space' }),
    html('button', { type: 'button', onclick: () => print(), title: 'Print' }, 'Print'),
    html('button', { type: 'button', id: 'scheme', onclick: changeScheme, title: 'Light or dark' }, '◐'),
  )
}

function isWhole({ search, topic, role, status, focus, selected }: PageState): boolean {
  return [search, topic, role, status, focus, selected].every((value) => value === '')
}

function viewButton(view: PageState['view'], store: Store): HTMLButtonElement {
  const title = view === 'mesh' ? 'Mesh' : 'Products'
  return html(
    'button',
    { type: 'button', title: `${title} (${view[0]})`, onclick: () => store.change({ view, focus: '', selected: '' }) },
    title,
  )
}

function filter(
  key: 'topic' | 'role' | 'status' | 'depth',
  title: string,
  options: readonly (readonly [string, string])[],
  store: Store,
): HTMLElement {
  const any = key === 'depth' ? [] : [html('option', { value: '' }, 'any')]
  const select = html(
    'select',
    { id: key, onchange: () => store.change({ [key]: key === 'depth' ? Number(select.value) : select.value }) },
    ...any,
    ...options.map(([value, text]) => html('option', { value }, text)),
  )
  store.listen((state) => {
    select.value = String(state[key])
  })
  return html('label', { class: `filter ${key}` }, html('span', {}, title), select)
}

/** From the reader's scheme to the other one, and back. */
function changeScheme(): void {
  const root = document.documentElement
  const isDark =
    (root.dataset.scheme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  root.dataset.scheme = isDark ? 'light' : 'dark'
}
