import { select } from 'd3-selection'
import { type ZoomBehavior, zoom, zoomIdentity } from 'd3-zoom'
import { letters } from '../src/render/svg/place-picture.ts'
import { svg } from './make-element.ts'
import type { Room, Scene, SceneArrow, SceneBox } from './scene.ts'

export interface CanvasOptions {
  readonly onSelect: (name: string) => void
  readonly onFocus: (name: string) => void
}

/** A sheet of A4 on its side without its margins, its title and the legend, in pixels. */
const paper: Room = { width: 1040, height: 610 }

/** What the search and the filters let through. */
export interface Shown {
  /** Names of boxes. */
  readonly matches: ReadonlySet<string>
  /** Of plugs; empty: any. */
  readonly status: string
}

/** An arrow stands for exchanges: one of them has to be between what matches, and stand as is looked for. */
function isShown({ source, destination, plugs }: SceneArrow, { matches, status }: Shown): boolean {
  if (plugs === undefined) return matches.has(source) && matches.has(destination)
  return plugs.some(
    (plug) => (matches.has(plug.source) || matches.has(plug.destination)) && (status === '' || plug.status === status),
  )
}

/** What is kept free around a scene: buttons and the legend stand there. */
const margin = { top: 20, right: 56, bottom: 58, left: 20 }

/** The middle of the page: draws a scene, and is moved, zoomed and walked through with pointer and keys. */
export class Canvas {
  readonly element: SVGSVGElement
  readonly #stage: SVGGElement
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>
  readonly #options: CanvasOptions
  #isPaper = false
  #scene: Scene = { width: 1, height: 1, boxes: [], arrows: [], captions: [] }
  #boxes = new Map<SceneBox, SVGGElement>()
  #arrows = new Map<SceneArrow, readonly SVGGElement[]>()

  constructor(options: CanvasOptions) {
    this.#options = options
    this.#stage = svg('g', {})
    this.element = svg('svg', { id: 'canvas', role: 'group', 'aria-label': 'Drawing' }, drawHeads(), this.#stage)
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.05, 4])
      .on('zoom', ({ transform }) => this.#stage.setAttribute('transform', String(transform)))
    select(this.element).call(this.#zoom).on('dblclick.zoom', null)
    this.element.addEventListener('keydown', (event) => this.#onKey(event))
  }

  /** Width and height of what is seen, without what stands around it. */
  get room(): Room {
    if (this.#isPaper) return paper
    const { clientWidth, clientHeight } = this.element
    return {
      width: Math.max(200, clientWidth - margin.left - margin.right),
      height: Math.max(150, clientHeight - margin.top - margin.bottom),
    }
  }

  /** Whoever walked with the keys goes on from the box of the same name. */
  show(scene: Scene): void {
    const held = this.#focused()?.name
    this.#scene = scene
    this.#arrows = new Map(scene.arrows.map((arrow) => [arrow, drawArrow(arrow)]))
    this.#boxes = new Map(scene.boxes.map((box) => [box, this.#drawBox(box)]))
    const captions = scene.captions.map(({ text, x, y }) => svg('text', { class: 'caption', x, y }, text))
    const frames = [...this.#boxes].filter(([{ look }]) => look === 'frame').map(([, element]) => element)
    const boxes = [...this.#boxes.values()].filter((box) => !frames.includes(box))
    const [lines, labels] = [0, 1].map((layer) => [...this.#arrows.values()].flatMap((parts) => parts[layer] ?? []))
    this.#stage.replaceChildren(...frames, ...lines!, ...labels!, ...captions, ...boxes)
    for (const label of labels!) fitPlate(label)
    this.fit()
    const again = scene.boxes.find(({ name }) => name !== '' && name === held)
    if (again !== undefined) this.#boxes.get(again)?.focus({ preventScroll: true })
  }

  /** Makes the whole scene seen, no larger than it is. */
  fit(): void {
    const { width, height } = this.#scene
    if (this.#isPaper) {
      this.#fitPaper()
      return
    }
    const { clientWidth, clientHeight } = this.element
    if (clientWidth === 0 || clientHeight === 0) return
    const room = this.room
    const scale = Math.min(room.width / width, room.height / height, 1.25)
    const x = margin.left + (room.width - width * scale) / 2
    const y = margin.top + Math.max(0, (room.height - height * scale) / 2)
    this.#zoom.transform(select(this.element), zoomIdentity.translate(x, y).scale(scale))
  }

  /** On paper the drawing is as large as the sheet lets it be, whatever it was moved to; what was there before comes back with `false`. */
  set isPaper(isPaper: boolean) {
    this.#isPaper = isPaper
    if (!isPaper) this.element.removeAttribute('viewBox')
  }

  #fitPaper(): void {
    const { width, height } = this.#scene
    this.#zoom.transform(select(this.element), zoomIdentity)
    this.element.setAttribute('viewBox', `-4 -4 ${width + 8} ${height + 8}`)
  }

  zoomBy(factor: number): void {
    this.#zoom.scaleBy(select(this.element), factor)
  }

  /** Marks what is selected and its neighbours, and what does not match. */
  mark(selected: string, { matches, status }: Shown): void {
    for (const [box, element] of this.#boxes) {
      element.classList.toggle('selected', box.name !== '' && box.name === selected)
      element.classList.toggle('dim', box.name !== '' && !matches.has(box.name))
    }
    for (const [arrow, parts] of this.#arrows)
      for (const part of parts) part.classList.toggle('dim', !isShown(arrow, { matches, status }))
    this.#light(selected)
  }

  /** Lifts what a box is connected with out of the rest. */
  #light(name: string): void {
    const touching = this.#scene.arrows.filter(
      ({ source, destination }) => name !== '' && (source === name || destination === name),
    )
    const near = new Set(touching.flatMap(({ source, destination }) => [source, destination]))
    this.element.classList.toggle('lit', touching.length > 0 && touching.length < this.#scene.arrows.length)
    for (const [arrow, parts] of this.#arrows)
      for (const part of parts) part.classList.toggle('on', touching.includes(arrow))
    for (const [box, element] of this.#boxes) element.classList.toggle('on', near.has(box.name))
  }

  #drawBox(box: SceneBox): SVGGElement {
    const { name, x, y, width, height, title, detail, look, roles } = box
    const marks = roles.map((role, index) => svg('rect', { class: `role ${role}`, ...placeMark(box, index) }))
    const element = svg(
      'g',
      {
        class: `box ${look}`,
        transform: `translate(${x},${y})`,
        ...(name !== '' && { tabindex: 0, role: 'button', 'data-name': name, 'aria-label': `${name}, ${detail}` }),
      },
      svg('title', {}, [name || title, detail].filter(Boolean).join('\n')),
      svg('rect', { class: 'body', width, height, rx: 8 }),
      svg('rect', { class: 'stripe', width: 5, height: height - 12, x: 5, y: 6, rx: 2.5 }),
      svg('text', { class: 'name', x: look === 'frame' ? 11 : 17, y: titleLine(box) }, title),
      svg('text', { class: 'detail', x: 17, y: height / 2 + 13 }, detail),
      ...marks,
    )
    if (name === '') return element
    element.addEventListener('click', () => this.#options.onSelect(name))
    element.addEventListener('dblclick', () => this.#options.onFocus(name))
    element.addEventListener('pointerenter', () => this.#light(name))
    element.addEventListener('pointerleave', () => this.#light(this.#selected()))
    element.addEventListener('focus', () => this.#light(name))
    return element
  }

  #focused(): SceneBox | undefined {
    return [...this.#boxes].find(([, element]) => element === document.activeElement)?.[0]
  }

  #selected(): string {
    return [...this.#boxes].find(([, element]) => element.classList.contains('selected'))?.[0].name ?? ''
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#focused()
    if (at === undefined) return
    if (event.key === 'Enter') this.#options.onFocus(at.name)
    else if (event.key === ' ') this.#options.onSelect(at.name)
    else if (event.key.startsWith('Arrow'))
      this.#boxes.get(this.#nextBox(at, event.key) ?? at)?.focus({ preventScroll: true })
    else return
    event.preventDefault()
  }

  /** The nearest box in the direction of an arrow key; what lies askew counts as further away. */
  #nextBox(from: SceneBox, key: string): SceneBox | undefined {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0]
    const distance = (to: SceneBox) => {
      const [x, y] = [to.x + to.width / 2 - from.x - from.width / 2, to.y + to.height / 2 - from.y - from.height / 2]
      const [along, askew] = dx === 0 ? [y * dy!, Math.abs(x)] : [x * dx!, Math.abs(y)]
      return along < 8 ? Number.POSITIVE_INFINITY : along + 2.5 * askew
    }
    const others = [...this.#boxes.keys()].filter((box) => box !== from && box.name !== '')
    const nearest = others.reduce<SceneBox | undefined>(
      (best, box) => (best === undefined || distance(box) < distance(best) ? box : best),
      undefined,
    )
    return nearest !== undefined && Number.isFinite(distance(nearest)) ? nearest : undefined
  }
}

/** Small marks of roles: below the name where there is no second line, else at the end of it. */
function placeMark(
  { width, height, detail, roles }: SceneBox,
  index: number,
): Readonly<Record<'x' | 'y' | 'width' | 'height' | 'rx', number>> {
  if (detail === '') return { x: 17 + 19 * index, y: height - 8, width: 16, height: 3.5, rx: 1.7 }
  return { x: width - 14 - 11 * (roles.length - 1 - index), y: height - 14, width: 8, height: 5, rx: 2 }
}

/** Where the title of a box stands. */
function titleLine({ look, detail, height, roles }: SceneBox): number {
  if (look === 'frame') return 18
  return detail === '' ? height / 2 + (roles.length > 0 ? 2 : 4.5) : height / 2 - 3
}

const heads = ['up', 'partial', 'down', 'problem', 'near']

function drawHeads(): SVGDefsElement {
  return svg(
    'defs',
    {},
    ...heads.map((name) =>
      svg(
        'marker',
        { id: `head-${name}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: 'auto' },
        svg('path', { class: `head ${name}`, d: 'M0,0L8,4L0,8z' }),
      ),
    ),
  )
}

/** The line of an arrow, and its label where it has one, which lies above all lines. */
function drawArrow({ path, look, title, label }: SceneArrow): readonly SVGGElement[] {
  const head = heads.find((name) => look.split(' ').includes(name)) ?? 'near'
  const line = svg(
    'g',
    { class: `arrow ${look}` },
    svg('title', {}, title),
    svg('path', { class: 'reach', d: path }),
    svg('path', { class: 'line', d: path, 'marker-end': `url(#head-${head})` }),
  )
  return label === undefined ? [line] : [line, drawLabel(label, look)]
}

/** Lays the ground behind a label as wide as its letters are in this browser, so that no line shows between them. */
function fitPlate(label: SVGGElement): void {
  const { x, y, width, height } = label.querySelector('text')!.getBBox()
  const place = { x: x - 2, y, width: width + 4, height }
  for (const [name, value] of Object.entries(place)) label.querySelector('rect')!.setAttribute(name, String(value))
}

function drawLabel({ text, x, y }: NonNullable<SceneArrow['label']>, look: string): SVGGElement {
  const size = look.startsWith('bundle') ? 11.5 : letters.label
  const words = svg('text', { class: 'label', x, y: y + size / 3 }, text)
  return svg('g', { class: `tag arrow ${look}` }, svg('rect', { class: 'plate' }), words)
}
