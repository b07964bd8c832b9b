import { type GroupedMesh, type MeshGroup, type PlugBundle, shortName } from '../../mesh/group-mesh.ts'
import type { PlugData } from '../../mesh/mesh-data.ts'
import type { PictureArrow } from '../picture.ts'
import { labelGroup, toArrow } from '../picture-of-groups.ts'
import { fitText, measureText } from './measure-text.ts'
import { type PlacedArrow, placeBoxes } from './place-picture.ts'

/** An instance within the frame of its product. */
export interface PlacedChip {
  readonly name: string
  readonly title: string
  /** Its left upper corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedGroup {
  readonly group: MeshGroup
  readonly title: string
  /** Its left upper corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly chips: readonly PlacedChip[]
}

export interface PlacedBundle<P extends PlugData = PlugData> extends PlacedArrow {
  readonly bundle: PlugBundle<P>
}

export interface PlacedGroups<P extends PlugData = PlugData> {
  readonly width: number
  readonly height: number
  readonly groups: readonly PlacedGroup[]
  readonly arrows: readonly PlacedBundle<P>[]
}

export interface GroupSpace<P extends PlugData = PlugData> {
  /** What the drawing is to fit, in pixels. */
  readonly room: { readonly width: number; readonly height: number }
  readonly labelOf: (bundle: PlugBundle<P>) => string
  /** The widest that the text on an arrow may be. */
  readonly widest: number
}

const chip = { height: 27, gap: 6, narrowest: 60, widest: 150 }
const head = 27
const pad = 11
export const groupLetters = { frame: 13.5, chip: 14 }

/** How many times more rows than columns a frame may have. */
const shapes = [0.6, 1.2, 2.4, 4.5, 9]

/** Places the instances of each product in one frame, the frames in layers from left to right; in the shape that is largest in the room. */
export function placeGroups<P extends PlugData>(mesh: GroupedMesh<P>, space: GroupSpace<P>): PlacedGroups<P> {
  const { room } = space
  const placed = shapes.map((shape) => placeShaped(mesh, shape, space))
  const scaleOf = ({ width, height }: PlacedGroups<P>) => Math.min(room.width / width, room.height / height)
  return placed.reduce((best, each) => (scaleOf(each) > scaleOf(best) ? each : best))
}

function placeShaped<P extends PlugData>(
  { groups, bundles }: GroupedMesh<P>,
  shape: number,
  { labelOf, widest }: GroupSpace<P>,
): PlacedGroups<P> {
  const sizes = groups.map((group) => sizeGroup(group, shape))
  const arrows = new Map<PictureArrow, PlugBundle<P>>(bundles.map((bundle) => [toArrow(bundle), bundle]))
  const placed = placeBoxes(sizes, [...arrows.keys()], {
    nodesep: 14,
    ranksep: 30,
    widest,
    labelOf: (arrow) => labelOf(arrows.get(arrow)!),
  })
  return {
    width: placed.width,
    height: placed.height,
    groups: sizes.map((size, index) => placeChips(size, placed.places[index]!)),
    arrows: placed.arrows.map((each) => ({ ...each, bundle: arrows.get(each.arrow)! })),
  }
}

interface SizedGroup {
  readonly key: string
  readonly group: MeshGroup
  readonly title: string
  readonly names: readonly string[]
  readonly columns: number
  readonly chipWidth: number
  readonly width: number
  readonly height: number
}

function sizeGroup(group: MeshGroup, shape: number): SizedGroup {
  const names = group.members.map((name) => shortName(name, group))
  const longest = Math.max(...names.map((name) => measureText(name, groupLetters.chip)))
  const chipWidth = Math.min(chip.widest, Math.max(chip.narrowest, Math.ceil(longest) + 26))
  const columns = Math.max(1, Math.round(Math.sqrt(names.length / shape)))
  const rows = Math.ceil(names.length / columns)
  const title = fitText(labelGroup(group), groupLetters.frame, 240)
  const inner = columns * (chipWidth + chip.gap) - chip.gap
  const width = Math.max(inner, Math.ceil(measureText(title, groupLetters.frame))) + 2 * pad
  const height = head + rows * (chip.height + chip.gap) - chip.gap + pad
  return { key: group.product, group, title, names, columns, chipWidth, width, height }
}

function placeChips(sized: SizedGroup, middle: { readonly x: number; readonly y: number }): PlacedGroup {
  const { group, title, names, columns, width, height } = sized
  const [x, y] = [middle.x - width / 2, middle.y - height / 2]
  const chipWidth = Math.max(sized.chipWidth, (width - 2 * pad + chip.gap) / columns - chip.gap)
  const chips = group.members.map((name, index): PlacedChip => {
    return {
      name,
      title: fitText(names[index]!, groupLetters.chip, chipWidth - 24),
      x: x + pad + (index % columns) * (chipWidth + chip.gap),
      y: y + head + Math.floor(index / columns) * (chip.height + chip.gap),
      width: chipWidth,
      height: chip.height,
    }
  })
  return { group, title, x, y, width, height, chips }
}
