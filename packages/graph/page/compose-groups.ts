import { isAction } from '../src/mesh/mesh-data.ts'
import { narrowMesh } from '../src/render/narrow-mesh.ts'
import type { PagePlug } from '../src/render/page/page-data.ts'
import type { PictureArrow } from '../src/render/picture.ts'
import { bendLine } from '../src/render/svg/bend-line.ts'
import { fitText } from '../src/render/svg/measure-text.ts'
import { type PlacedArrow, placeBoxes } from '../src/render/svg/place-picture.ts'
import { type Atlas, type Status, statusOf, statusOfInstance, together } from './atlas.ts'
import type { PageState } from './page-state.ts'
import { sayStatus } from './say-status.ts'
import type { Room, Scene, SceneArrow, SceneBox } from './scene.ts'

const chip = { width: 112, height: 27, gap: 6 }
const head = 27
const pad = 11

/** The instances of one product, in rows within a frame. */
interface Group {
  readonly name: string
  readonly members: readonly string[]
  readonly columns: number
  readonly width: number
  readonly height: number
}

/**
 * A large mesh at a glance: the instances of a product stand in one frame, and the plugs between two products are one arrow. The plugs of an
 * instance itself show when it is pointed at or selected.
 */
export function composeGroups(atlas: Atlas, { topic }: PageState, room: Room): Scene {
  const { plugs } = narrowMesh(atlas.data, { topic: topic || undefined })
  const dealing = new Set(plugs.flatMap(({ source, destination }) => [source, destination]))
  const names = [...atlas.instances.keys()].filter((name) => topic === '' || dealing.has(name))
  const members = Map.groupBy(names, (name) => groupOf(atlas, name))
  const bundles = bundle(atlas, plugs)
  const scenes = shapes.map((shape) => {
    const groups = [...members].map(([name, list]) => sizeGroup(name, list, shape))
    return drawGroups(atlas, groups, { plugs, bundles })
  })
  const scaleOf = ({ width, height }: Scene) => Math.min(room.width / width, room.height / height)
  return scenes.reduce((best, scene) => (scaleOf(scene) > scaleOf(best) ? scene : best))
}

/** How many times more rows than columns a frame may have: what fits best is drawn. */
const shapes = [1.2, 2.4, 4.5, 9]

interface Flow {
  readonly plugs: readonly PagePlug[]
  readonly bundles: ReadonlyMap<PictureArrow, Bundle>
}

function drawGroups(atlas: Atlas, groups: readonly Group[], { plugs, bundles }: Flow): Scene {
  const sizes = groups.map((group) => ({ ...group, key: group.name }))
  const placed = placeBoxes(sizes, [...bundles.keys()], { nodesep: 20, ranksep: 40, widest: 104 })
  const boxes = groups.flatMap((group, index) => drawGroup(atlas, group, placed.places[index]!))
  const chips = new Map(boxes.map((box) => [box.name, box]))
  return {
    width: placed.width,
    height: placed.height,
    boxes,
    arrows: [...placed.arrows.map((arrow) => drawBundle(arrow, bundles)), ...plugs.map((plug) => drawOwn(plug, chips))],
    captions: [],
  }
}

function groupOf({ instances }: Atlas, name: string): string {
  return instances.get(name) ?? 'no known product'
}

function sizeGroup(name: string, members: readonly string[], shape: number): Group {
  const columns = Math.max(1, Math.round(Math.sqrt(members.length / shape)))
  const rows = Math.ceil(members.length / columns)
  const width = columns * (chip.width + chip.gap) - chip.gap + 2 * pad
  return { name, members, columns, width, height: head + rows * (chip.height + chip.gap) - chip.gap + pad }
}

interface Bundle {
  readonly plugs: readonly PagePlug[]
  readonly status: Status
}

/** The plugs from one product to another of one kind, as one arrow. */
function bundle(atlas: Atlas, plugs: readonly PagePlug[]): ReadonlyMap<PictureArrow, Bundle> {
  const ends = (plug: PagePlug) => [groupOf(atlas, plug.source), groupOf(atlas, plug.destination)] as const
  const bundles = Map.groupBy(plugs, (plug) => [...ends(plug), isAction(plug)].join('\u0000'))
  return new Map(
    [...bundles.values()].map((members) => {
      const [source, destination] = ends(members[0]!)
      const topics = [...new Set(members.map(({ topic }) => topic))].sort()
      const arrow: PictureArrow = { source, destination, kind: isAction(members[0]!) ? 'action' : 'data', topics }
      return [arrow, { plugs: members, status: together(members.map(statusOf)) }]
    }),
  )
}

function drawGroup(atlas: Atlas, group: Group, { x, y }: { readonly x: number; readonly y: number }): SceneBox[] {
  const { name, members, columns, width, height } = group
  const [left, top] = [x - width / 2, y - height / 2]
  const count = members.length > 1 ? ` · ${members.length}` : ''
  const frame: SceneBox = {
    name: '',
    x: left,
    y: top,
    width,
    height,
    title: fitText(name, 13.5, width - 40) + count,
    detail: '',
    look: 'frame',
    roles: [],
  }
  const chips = members.map((member, index): SceneBox => {
    const at = {
      x: left + pad + (index % columns) * (chip.width + chip.gap),
      y: top + head + Math.floor(index / columns) * (chip.height + chip.gap),
    }
    const short = member.startsWith(`${name}-`) ? member.slice(name.length + 1) : member
    return {
      ...at,
      name: member,
      width: chip.width,
      height: chip.height,
      title: fitText(short, 14, chip.width - 24),
      detail: '',
      look: `chip ${statusOfInstance(atlas, member)}`,
      roles: [],
    }
  })
  return [frame, ...chips]
}

function drawBundle({ arrow, points, label, at }: PlacedArrow, bundles: ReadonlyMap<PictureArrow, Bundle>): SceneArrow {
  const { plugs, status } = bundles.get(arrow)!
  const counts = [...Map.groupBy(plugs, statusOf)].map(([each, list]) => `${list.length} ${sayStatus(each)}`).join(', ')
  return {
    source: '',
    destination: '',
    path: bendLine(points),
    look: `bundle ${arrow.kind} ${status}`,
    title: `${arrow.source} → ${arrow.destination}: ${arrow.topics.join(', ')} (${counts})`,
    label: { text: label, x: at.x, y: at.y + 3.5 },
  }
}

/** The plug itself, from chip to chip. */
function drawOwn(plug: PagePlug, chips: ReadonlyMap<string, SceneBox>): SceneArrow {
  const [from, to] = [chips.get(plug.source)!, chips.get(plug.destination)!]
  const isRight = from.x + from.width <= to.x + 1
  const start = { x: isRight ? from.x + from.width : from.x, y: from.y + from.height / 2 }
  const end = { x: isRight ? to.x : to.x + to.width, y: to.y + to.height / 2 }
  const bend = Math.max(40, Math.abs(end.x - start.x) / 2) * (isRight ? 1 : -1)
  return {
    source: plug.source,
    destination: plug.destination,
    path: `M${start.x},${start.y}C${start.x + bend},${start.y} ${end.x - bend},${end.y} ${end.x},${end.y}`,
    look: `own ${isAction(plug) ? 'action' : 'data'} ${statusOf(plug)}`,
    title: `${plug.source} → ${plug.destination}: ${plug.topic} (${sayStatus(statusOf(plug))})`,
  }
}
