import { Graph, layout } from '@dagrejs/dagre'
import { labelArrow, labelNode, type Picture, type PictureArrow, type PictureNode } from '../picture.ts'
import { bendLine, bendLoop } from './bend-line.ts'
import { findFeedback } from './find-feedback.ts'
import { fitLabel, fitText, measureText } from './measure-text.ts'

/** A point of a drawing, in pixels from its upper left corner. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A box with its place: the middle, and how large it is. */
export interface PlacedNode extends Point {
  readonly node: PictureNode
  readonly lines: readonly string[]
  readonly width: number
  readonly height: number
}

/** An arrow with the points that its line runs through, the line as a path of an SVG, and the middle of its label. */
export interface PlacedArrow {
  readonly arrow: PictureArrow
  readonly points: readonly Point[]
  readonly path: string
  readonly label: string
  readonly at: Point
}

export interface PlacedPicture {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode[]
  readonly arrows: readonly PlacedArrow[]
}

/** Sizes of letters, in pixels. */
export const letters = { name: 13, detail: 11, label: 10.5 }
const widestText = 220

/** Places boxes in layers from left to right, in the direction of the flow, and bends arrows around them. Equal pictures are placed alike. */
export function placePicture({ nodes, arrows }: Picture): PlacedPicture {
  const sizes = nodes.map((node) => ({ ...sizeNode(node), key: node.name }))
  const placed = placeBoxes(sizes, arrows, { nodesep: 18, ranksep: 56 })
  return { ...placed, nodes: nodes.map((node, index) => ({ node, ...sizes[index]!, ...placed.places[index]! })) }
}

export interface BoxSize {
  /** What arrows call the box. */
  readonly key: string
  readonly width: number
  readonly height: number
}

/** What is kept free between boxes. */
export interface BoxSpace {
  readonly nodesep: number
  readonly ranksep: number
  /** The widest that the text on an arrow may be. */
  readonly widest?: number
  readonly labelOf?: (arrow: PictureArrow) => string
}

export interface PlacedBoxes {
  readonly width: number
  readonly height: number
  /** The middle of each box, in their order. */
  readonly places: readonly Point[]
  readonly arrows: readonly PlacedArrow[]
}

/** Places boxes of any size, as {@link placePicture} does. Actions that answer what flows towards their source run back from right to left. */
export function placeBoxes(
  boxes: readonly BoxSize[],
  arrows: readonly PictureArrow[],
  { widest = widestText, labelOf = labelArrow, ...space }: BoxSpace,
): PlacedBoxes {
  const graph = new Graph({ directed: true, multigraph: true })
  graph.setGraph({ rankdir: 'LR', edgesep: 10, marginx: 16, marginy: 16, ...space })
  for (const [index, { width, height }] of boxes.entries()) graph.setNode(String(index), { width, height })
  const numbers = new Map(boxes.map(({ key }, index) => [key, String(index)]))
  const feedback = findFeedback(arrows)
  const edges = arrows.map((arrow, index) => {
    const label = fitLabel(labelOf(arrow), letters.label, widest)
    const ends = [numbers.get(arrow.source)!, numbers.get(arrow.destination)!] as const
    const [from, to] = feedback.has(arrow) ? [ends[1], ends[0]] : ends
    const size = { width: measureText(label, letters.label) + 8, height: letters.label + 5, labelpos: 'c' }
    graph.setEdge(from, to, size, String(index))
    return { arrow, label, from, to }
  })
  layout(graph)
  const boxOf = (number: string) => ({ ...boxes[Number(number)]!, ...pointOf(graph.node(number)) })
  const loopsOf = Map.groupBy(
    edges.flatMap(({ label, from, to }, index) =>
      from === to ? { from, label, at: pointOf(graph.edge(from, to, String(index))) } : [],
    ),
    ({ from }) => from,
  )
  const whole = graph.graph() as { width?: number; height?: number }
  return {
    width: sideOf(whole.width),
    height: sideOf(whole.height),
    places: boxes.map((_, index) => pointOf(graph.node(String(index)))),
    arrows: edges.map(({ arrow, label, from, to }, index) => {
      const edge = graph.edge(from, to, String(index))
      const at = pointOf(edge)
      if (from === to) return { arrow, ...loopAt(boxOf(from), at, loopsOf.get(from)!), label, at }
      const inner = (edge.points ?? []).map(pointOf)
      const points = dock(
        feedback.has(arrow) ? inner.reverse() : inner,
        boxOf(numbers.get(arrow.source)!),
        boxOf(numbers.get(arrow.destination)!),
      )
      return { arrow, points, path: bendLine(points), label, at }
    }),
  }
}

function sizeNode(node: PictureNode): Pick<PlacedNode, 'lines' | 'width' | 'height'> {
  const [name = '', product] = labelNode(node).map((line) => fitText(line, letters.name, widestText))
  const lines = product === undefined ? [name] : [name, product]
  const width = Math.max(measureText(name, letters.name), measureText(product ?? '', letters.detail))
  return { lines, width: Math.ceil(width) + 28, height: lines.length > 1 ? 42 : 30 }
}

/** Lets an arrow begin and end at the sides of its boxes, in the middle; what runs back to the left a little below. */
function dock(points: readonly Point[], from: BoxPlace, to: BoxPlace): Point[] {
  const inner = points.slice(1, -1)
  const below = to.x < from.x ? 0.25 : 0
  const at = ({ x, y, width, height }: BoxPlace, towards: Point) => ({
    x: Math.round((x + (towards.x < x ? -width : width) / 2) * 10) / 10,
    y: Math.round((y + Math.min(10, height * below)) * 10) / 10,
  })
  return [at(from, inner[0] ?? to), ...inner, at(to, inner.at(-1) ?? from)]
}

/** The layout keeps room below a box for the label of what it sends to itself: the loop runs through there, around the labels above its own. */
function loopAt(
  { x, y, width, height }: BoxPlace,
  at: Point,
  loops: readonly Pick<PlacedArrow, 'label' | 'at'>[],
): Pick<PlacedArrow, 'points' | 'path'> {
  const side = y + height / 2
  const inner = loops.filter((loop) => loop.at.y <= at.y)
  const widest = Math.max(...inner.map((loop) => plateOf(loop).width / 2))
  const half = Math.min(width / 2 - 8, widest + 12 * (inner.length - 1))
  const points = [{ x: x + half, y: side }, at, { x: x - half, y: side }] as const
  return { points, path: bendLoop(points) }
}

/** What lies behind the label of an arrow, so that no line shows between its letters. */
export function plateOf({ label, at }: Pick<PlacedArrow, 'label' | 'at'>): BoxCorner {
  const width = Math.round(measureText(label, letters.label) * 10) / 10 + 4
  const height = letters.label + 4
  return { x: Math.round((at.x - width / 2) * 10) / 10, y: Math.round((at.y - height / 2) * 10) / 10, width, height }
}

/** A rectangle by its left upper corner. */
interface BoxCorner extends Point {
  readonly width: number
  readonly height: number
}

type BoxPlace = BoxSize & Point

/** Of nothing, the layout says that it is infinitely small. */
function sideOf(length = 0): number {
  return Number.isFinite(length) ? Math.max(1, Math.ceil(length)) : 1
}

function pointOf({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }
}
