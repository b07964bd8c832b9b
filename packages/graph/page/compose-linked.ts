import { listArrows } from '../src/render/list-arrows.ts'
import type { PictureArrow } from '../src/render/picture.ts'
import { placeBoxes } from '../src/render/svg/place-picture.ts'
import type { Atlas } from './atlas.ts'
import type { Scene, SceneBox } from './scene.ts'

/** More arrows for each box than this hide what they show. */
const densest = 3.5

/** A few products with all that they can exchange with each other; undefined where that is too much to be seen. */
export function composeLinked(atlas: Atlas, tiles: readonly SceneBox[], topic: string): Scene | undefined {
  const shown = new Map(tiles.map(({ name }) => [name, 0]))
  const arrows = listArrows(atlas.graph, shown, { topic: topic || undefined }).map((arrow): PictureArrow => {
    const { source, destination, action, topics } = arrow
    return { source, destination, kind: action ? 'action' : 'data', topics }
  })
  if (arrows.length > densest * tiles.length) return undefined
  const sizes = tiles.map(({ name, width, height }) => ({ key: name, width, height }))
  const placed = placeBoxes(sizes, arrows, { nodesep: 14, ranksep: 40, widest: 130 })
  return {
    width: placed.width,
    height: placed.height,
    boxes: tiles.map((tile, index) => {
      const { x, y } = placed.places[index]!
      return { ...tile, x: x - tile.width / 2, y: y - tile.height / 2 }
    }),
    arrows: placed.arrows.map(({ arrow, path, label, at }) => ({
      source: arrow.source,
      destination: arrow.destination,
      path,
      look: `${arrow.kind} near`,
      title: `${arrow.source} → ${arrow.destination}: ${arrow.topics.join(', ')}`,
      label: { text: label, ...at },
    })),
    captions: [],
  }
}
