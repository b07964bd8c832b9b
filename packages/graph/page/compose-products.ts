import { fitText } from '../src/render/svg/measure-text.ts'
import { type Atlas, statusOfProduct } from './atlas.ts'
import { composeLinked } from './compose-linked.ts'
import { findMatches, hasWords } from './find-matches.ts'
import type { PageState } from './page-state.ts'
import type { Room, Scene, SceneArrow, SceneBox } from './scene.ts'

/** The size of a tile; of many, each is small. */
interface Tile {
  readonly width: number
  readonly height: number
  readonly gap: number
}

const tile: Tile = { width: 158, height: 44, gap: 10 }
const smallTile: Tile = { width: 126, height: 31, gap: 7 }
const step = stepOf(tile)
/** Most products to be drawn with all that they can exchange with each other. */
const mostLinked = 20
/** Most products to be drawn with a second line. */
const mostLarge = 120
const caption = 30
/** Most neighbours on one side of a focus. */
const mostBeside = 60

/** All products that match, those of the mesh first; or one product between those that it gets something from and those it sends to. */
export function composeProducts(atlas: Atlas, state: PageState, room: Room): Scene {
  return atlas.products.has(state.focus) ? composeFocus(atlas, state, room) : composeAll(atlas, state, room)
}

function composeAll(atlas: Atlas, state: PageState, room: Room): Scene {
  const names = findMatches(atlas, state)
  const few =
    names.length > 0 && names.length <= mostLinked ? names.map((name) => toTile(atlas, name, { x: 0, y: 0 })) : []
  const linked = few.length > 0 ? composeLinked(atlas, few, state.topic) : undefined
  if (linked !== undefined) return linked
  const isUsed = (name: string) => atlas.instancesOf.has(name)
  const sections = [
    { text: 'In the mesh', names: names.filter(isUsed) },
    { text: 'Not in the mesh yet', names: names.filter((name) => !isUsed(name)) },
  ].filter((section) => section.names.length > 0)
  const size = names.length > mostLarge ? smallTile : tile
  const apart = stepOf(size)
  const columns = Math.max(1, Math.ceil(Math.sqrt((names.length * apart.y * room.width) / (apart.x * room.height))))
  let y = 0
  const scene = { boxes: [] as SceneBox[], captions: [] as Scene['captions'][number][] }
  for (const section of sections) {
    scene.captions.push({ text: `${section.text} (${section.names.length})`, x: 0, y: y + 14 })
    y += caption - 8
    for (const [index, name] of section.names.entries()) {
      scene.boxes.push(
        toTile(atlas, name, { x: (index % columns) * apart.x, y: y + Math.floor(index / columns) * apart.y, size }),
      )
    }
    y += Math.ceil(section.names.length / columns) * apart.y + 12
  }
  return {
    ...scene,
    width: Math.min(columns, Math.max(1, names.length)) * apart.x - size.gap,
    height: Math.max(y - 22, 1),
    arrows: [],
  }
}

function stepOf({ width, height, gap }: Tile): { readonly x: number; readonly y: number } {
  return { x: width + gap, y: height + gap }
}

interface TilePlace {
  readonly x: number
  readonly y: number
  readonly size?: Tile
  /** The second line; unset: the vendor, or how many it meets. */
  readonly detail?: string
}

function toTile(atlas: Atlas, name: string, { x, y, size = tile, detail }: TilePlace): SceneBox {
  const { capabilities = [], vendor = '' } = atlas.products.get(name) ?? {}
  const { width, height } = size
  const roles = [...new Set(capabilities.map(({ role }) => role))]
  const said = detail ?? (vendor || `meets ${atlas.degrees.get(name) ?? 0}`)
  return {
    name,
    x,
    y,
    width,
    height,
    title: fitText(name, 13, width - 24),
    detail: size === smallTile ? '' : fitText(said, 10.5, width - (detail === undefined ? 68 : 24)),
    look: `product ${statusOfProduct(atlas, name)}`,
    roles: detail === undefined ? roles : [],
  }
}

interface Side {
  readonly direction: 'in' | 'out'
  readonly shown: readonly Beside[]
  readonly total: number
}

interface Beside {
  readonly name: string
  readonly topics: readonly string[]
  readonly hasManifest: boolean
}

function composeFocus(atlas: Atlas, state: PageState, room: Room): Scene {
  const [left, right] = [besides(atlas, state, 'in'), besides(atlas, state, 'out')]
  const scenes = [6, 8, 10, 13, 16, 20, 25, 31].map((rows) => composeAround(atlas, state.focus, { left, right, rows }))
  const scaleOf = ({ width, height }: Scene) => Math.min(room.width / width, room.height / height, 1.25)
  return scenes.reduce((best, scene) => (scaleOf(scene) > scaleOf(best) ? scene : best))
}

interface Around {
  readonly left: Side
  readonly right: Side
  /** Most tiles above each other. */
  readonly rows: number
}

function composeAround(atlas: Atlas, focus: string, { left, right, rows }: Around): Scene {
  const countOf = ({ shown, total }: Side) => shown.length + (total > shown.length ? 1 : 0)
  const widthOf = (side: Side) => Math.max(1, Math.ceil(countOf(side) / rows)) * step.x
  const height = caption + Math.min(rows, Math.max(countOf(left), countOf(right), 1)) * step.y
  const middle = { x: widthOf(left) + 90, y: Math.max(caption, height / 2 - tile.height / 2) }
  const box = {
    ...toTile(atlas, focus, middle),
    look: `product focus ${statusOfProduct(atlas, focus)}`,
  }
  const starts = { in: 0, out: middle.x + tile.width + 100 }
  const sides = [left, right].map((side) =>
    composeSide(atlas, side, { rows, x: starts[side.direction], middle, focus }),
  )
  return {
    width: starts.out + widthOf(right) - tile.gap,
    height,
    boxes: [box, ...sides.flatMap(({ boxes }) => boxes)],
    arrows: sides.flatMap(({ arrows }) => arrows),
    captions: [
      { text: `Gets from ${left.total}`, x: starts.in, y: 14 },
      { text: `Sends to ${right.total}`, x: starts.out, y: 14 },
    ],
  }
}

/** Neighbours on one side: those with an integration first, then by how much they share. */
function besides(atlas: Atlas, { focus, topic, search }: PageState, direction: 'in' | 'out'): Side {
  const partners = new Set((atlas.integrationsOf.get(focus) ?? []).flatMap(({ product, target }) => [product, target]))
  const words = search === focus ? '' : search
  const all = [...atlas.graph.neighbors(focus, { direction, topic: topic || undefined })]
    .map(({ product, topics }) => ({
      name: product,
      topics: topics.map((each) => each ?? 'any topic'),
      hasManifest: partners.has(product),
    }))
    .filter(({ name, topics }) => hasWords(words, [name, atlas.products.get(name)?.vendor, ...topics]))
    .sort(
      (a, b) =>
        Number(b.hasManifest) - Number(a.hasManifest) ||
        b.topics.length - a.topics.length ||
        (a.name < b.name ? -1 : 1),
    )
  return { direction, shown: all.slice(0, mostBeside), total: all.length }
}

interface SidePlace {
  readonly rows: number
  readonly x: number
  readonly middle: { readonly x: number; readonly y: number }
  readonly focus: string
}

function composeSide(
  atlas: Atlas,
  { direction, shown, total }: Side,
  place: SidePlace,
): Pick<Scene, 'boxes' | 'arrows'> {
  const at = (index: number) => ({
    x: place.x + Math.floor(index / place.rows) * step.x,
    y: caption + (index % place.rows) * step.y,
  })
  const boxes = shown.map(({ name, topics, hasManifest }, index) => {
    const box = toTile(atlas, name, { ...at(index), detail: topics.join(', ') })
    return { ...box, look: `${box.look}${hasManifest ? ' manifest' : ''}`, roles: [] }
  })
  const more = total - shown.length
  const rest =
    more > 0
      ? [
          {
            ...toTile(atlas, '', { ...at(shown.length), detail: 'narrow by topic or search' }),
            title: `and ${more} more`,
            look: 'rest',
            roles: [],
          },
        ]
      : []
  const arrows = boxes.map((box, index): SceneArrow => {
    const { name, topics } = shown[index]!
    const [source, destination] = direction === 'in' ? [name, place.focus] : [place.focus, name]
    const isFar = boxes.length > place.rows
    return {
      source,
      destination,
      path: bow(box, place.middle, direction),
      look: `data near${isFar ? ' quiet' : ''}`,
      title: `${source} → ${destination}: ${topics.join(', ')}`,
    }
  })
  return { boxes: [...boxes, ...rest], arrows }
}

function bow(box: SceneBox, middle: SidePlace['middle'], direction: 'in' | 'out'): string {
  const y = box.y + tile.height / 2
  const far = direction === 'in' ? { x: box.x + tile.width, y } : { x: box.x, y }
  const near = { x: direction === 'in' ? middle.x : middle.x + tile.width, y: middle.y + tile.height / 2 }
  const bend = (far.x + near.x) / 2
  const [from, to] = direction === 'in' ? [far, near] : [near, far]
  return `M${from.x},${from.y}C${bend},${from.y} ${bend},${to.y} ${to.x},${to.y}`
}
