import type { PageView } from '../src/render/page/page-data.ts'

/** What the person looks at. All of it stands in the page's address, so that it can be sent around and gone back to. */
export interface PageState {
  readonly view: 'mesh' | 'products'
  readonly search: string
  readonly topic: string
  readonly role: string
  readonly status: string
  /** The product or instance in the middle; empty where there is none. */
  readonly focus: string
  readonly depth: number
  /** What the side panel is about; empty: the whole. */
  readonly selected: string
}

export type Change = Partial<PageState>

/** What the file itself asks to show at first. */
export function firstState({ of, focus = '', depth = 1, topic = '' }: PageView): PageState {
  const view = of === 'mesh' ? 'mesh' : 'products'
  return { view, search: '', topic, role: '', status: '', focus, depth, selected: focus }
}

/** Holds the state, and tells who listens of each change. */
export class Store {
  #state: PageState
  readonly #first: PageState
  readonly #listeners: ((state: PageState) => void)[] = []

  constructor(first: PageState) {
    this.#first = first
    this.#state = readAddress(first)
    addEventListener('popstate', () => this.#become(readAddress(this.#first)))
  }

  get state(): PageState {
    return this.#state
  }

  listen(listener: (state: PageState) => void): void {
    this.#listeners.push(listener)
    listener(this.#state)
  }

  /** Going somewhere else is a step that Back undoes; narrowing and selecting is none. */
  change(change: Change): void {
    const next = { ...this.#state, ...change }
    const isStep = next.focus !== this.#state.focus || next.view !== this.#state.view
    const address = writeAddress(next, this.#first)
    if (isStep) history.pushState(null, '', address)
    else history.replaceState(null, '', address)
    this.#become(next)
  }

  #become(state: PageState): void {
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }
}

function readAddress(first: PageState): PageState {
  const given = new URLSearchParams(location.hash.slice(1))
  const texts = Object.fromEntries(
    Object.entries(first).map(([key, value]) => [key, given.get(key) ?? String(value)]),
  ) as Record<keyof PageState, string>
  // Who asks for what is around something wants to know of it too.
  if (given.has('focus') && !given.has('selected')) texts.selected = texts.focus
  const depth = Math.min(5, Math.max(1, Number(texts.depth) || 1))
  return { ...texts, depth, view: texts.view === 'products' ? 'products' : 'mesh' }
}

function writeAddress(state: PageState, first: PageState): string {
  const changed = Object.entries(state).filter(
    ([key, value]) => value !== first[key as keyof PageState] || (key === 'selected' && state.focus !== first.focus),
  )
  return `#${new URLSearchParams(changed.map(([key, value]) => [key, String(value)]))}`
}
