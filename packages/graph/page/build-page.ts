import type { Atlas } from './atlas.ts'
import { buildHead } from './build-head.ts'
import { buildList, enterList } from './build-list.ts'
import { composeMesh } from './compose-mesh.ts'
import { composeProducts } from './compose-products.ts'
import { describeInstance } from './describe-instance.ts'
import { describeProduct } from './describe-product.ts'
import { describeWhole } from './describe-whole.ts'
import { Canvas, type Shown } from './draw-scene.ts'
import { findMatches } from './find-matches.ts'
import { html } from './make-element.ts'
import type { PageState, Store } from './page-state.ts'
import type { Talk } from './panel-parts.ts'
import type { Room, Scene } from './scene.ts'

/** Puts the page together: head, list, drawing and side panel, each redrawn when the state changes. */
export function buildPage(atlas: Atlas, store: Store): void {
  const talk = talkTo(atlas, store)
  const canvas = new Canvas({ onSelect: (name) => store.change({ selected: name }), onFocus: talk.onFocus })
  const panel = html('aside', { id: 'panel', 'aria-label': 'Details', tabindex: -1 })
  const list = buildList(atlas, store, talk)
  const drawing = html('div', { id: 'drawing' }, canvas.element, buildZoom(canvas), buildLegend())
  const names = html(
    'datalist',
    { id: 'products' },
    ...atlas.data.products.map(({ name }) => html('option', { value: name })),
  )
  const head = buildHead(atlas, store)
  head.querySelector('#search')?.addEventListener('keydown', (event) => leaveSearch(event as KeyboardEvent, list, talk))
  document.body.append(head, html('main', {}, list, drawing, panel), names)
  let drawn = ''
  store.listen((state) => {
    const scene = sceneKey(state)
    if (scene !== drawn) canvas.show(compose(atlas, state, canvas.room))
    drawn = scene
    canvas.mark(state.selected, shownIn(atlas, state))
    panel.replaceChildren(...describe(atlas, state, talk))
  })
  addEventListener('keydown', (event) => onKey(event, store, canvas))
  const drawFor = (isPaper: boolean) => {
    const { state } = store
    canvas.isPaper = isPaper
    canvas.show(compose(atlas, state, canvas.room))
    canvas.mark(state.selected, shownIn(atlas, state))
  }
  addEventListener('beforeprint', () => drawFor(true))
  addEventListener('afterprint', () => drawFor(false))
  addEventListener('resize', () => canvas.fit())
}

/** A product that is selected is seen among the products, an instance in the mesh. */
function talkTo(atlas: Atlas, store: Store): Talk {
  const viewOf = (name: string): PageState['view'] => {
    const { view } = store.state
    const isThere = view === 'mesh' ? atlas.instances.has(name) : atlas.products.has(name)
    return isThere ? view : view === 'mesh' ? 'products' : 'mesh'
  }
  const leave = (name: string) =>
    viewOf(name) === store.state.view ? {} : { focus: '', search: '', role: '', status: '' }
  return {
    onSelect: (name) => store.change({ ...leave(name), view: viewOf(name), selected: name }),
    onFocus: (name) => store.change({ ...leave(name), view: viewOf(name), selected: name, focus: name, search: '' }),
    onTopic: (topic) => store.change({ topic: store.state.topic === topic ? '' : topic }),
  }
}

/** What the drawing depends on; the rest only marks it. */
function sceneKey({ view, focus, depth, topic, role, status, search }: PageState): string {
  return JSON.stringify(view === 'mesh' ? [view, focus, depth, topic] : [view, focus, topic, role, status, search])
}

function compose(atlas: Atlas, state: PageState, room: Room): Scene {
  return state.view === 'mesh' ? composeMesh(atlas, state, room) : composeProducts(atlas, state, room)
}

/** Around a product all that is drawn matches; else what the search and the filters let through. */
function shownIn(atlas: Atlas, state: PageState): Shown {
  const { view, focus, status } = state
  if (view === 'products' && atlas.products.has(focus)) return { matches: new Set(atlas.products.keys()), status: '' }
  return { matches: new Set(findMatches(atlas, state)), status: view === 'mesh' ? status : '' }
}

function describe(atlas: Atlas, { view, selected }: PageState, talk: Talk): Node[] {
  if (view === 'mesh' && atlas.instances.has(selected)) return describeInstance(atlas, selected, talk)
  if (view === 'products' && atlas.products.has(selected)) return describeProduct(atlas, selected, talk)
  return describeWhole(atlas, talk)
}

function buildZoom(canvas: Canvas): HTMLElement {
  const button = (sign: string, title: string, act: () => void) =>
    html('button', { type: 'button', title, 'aria-label': title, onclick: act }, sign)
  return html(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Zoom' },
    button('+', 'Zoom in (+)', () => canvas.zoomBy(1.3)),
    button('−', 'Zoom out (−)', () => canvas.zoomBy(1 / 1.3)),
    button('⤢', 'Show all (0)', () => canvas.fit()),
  )
}

function buildLegend(): HTMLElement {
  const entry = (look: string, text: string) => html('span', {}, html('i', { class: look }), text)
  return html(
    'div',
    { class: 'legend' },
    ...['up', 'partial', 'down', 'problem'].map((status) =>
      entry(`line ${status}`, { up: 'up', partial: 'partly up', down: 'down', problem: 'cannot be set up' }[status]!),
    ),
    entry('line action', 'action'),
    ...['consumer', 'producer', 'trigger', 'executor'].map((role) => entry(`dot ${role}`, role)),
  )
}

/** Down leads from the search into the list; Enter takes the first of it. */
function leaveSearch(event: KeyboardEvent, list: HTMLElement, talk: Talk): void {
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
  event.preventDefault()
  const name = enterList(list)
  if (event.key === 'Enter' && name !== undefined) talk.onSelect(name)
}

function onKey(event: KeyboardEvent, store: Store, canvas: Canvas): void {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
  if (event.key === 'Escape') {
    const { focus, search } = store.state
    store.change(
      search !== '' ? { search: '' } : focus !== '' ? { focus: '' } : { selected: '', topic: '', role: '', status: '' },
    )
    return
  }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
  const acts: Readonly<Record<string, () => void>> = {
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
    m: () => store.change({ view: 'mesh', focus: '', selected: '' }),
    p: () => store.change({ view: 'products', focus: '', selected: '' }),
    '+': () => canvas.zoomBy(1.3),
    '-': () => canvas.zoomBy(1 / 1.3),
    '0': () => canvas.fit(),
  }
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined
  if (act === undefined) return
  event.preventDefault()
  act()
}
