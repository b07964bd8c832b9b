import { groupMesh, type PlugBundle } from '../src/mesh/group-mesh.ts'
import { isAction } from '../src/mesh/mesh-data.ts'
import { narrowMesh } from '../src/render/narrow-mesh.ts'
import type { PagePlug } from '../src/render/page/page-data.ts'
import { labelBundle } from '../src/render/picture-of-groups.ts'
import { type PlacedBundle, type PlacedGroup, placeGroups } from '../src/render/svg/place-groups.ts'
import { type Atlas, statusOf, statusOfInstance, together, toScenePlug } from './atlas.ts'
import type { PageState } from './page-state.ts'
import { sayStatus } from './say-status.ts'
import type { Room, Scene, SceneArrow, SceneBox } from './scene.ts'

/**
 * A large mesh at a glance: the instances of a product stand in one frame, and the plugs between two products are one arrow. The plugs of an
 * instance itself show when it is pointed at or selected.
 */
export function composeGroups(atlas: Atlas, { topic }: PageState, room: Room): Scene {
  const narrowed = narrowMesh(atlas.data, { topic: topic || undefined })
  const plugs = narrowed.plugs as readonly PagePlug[]
  const placed = placeGroups(groupMesh({ ...narrowed, plugs }), { room, labelOf: labelBundle, widest: 132 })
  const boxes = placed.groups.flatMap((group) => drawGroup(atlas, group))
  const chips = new Map(boxes.map((box) => [box.name, box]))
  return {
    width: placed.width,
    height: placed.height,
    boxes,
    arrows: [...placed.arrows.map(drawBundle), ...plugs.map((plug) => drawOwn(plug, chips))],
    captions: [],
  }
}

function drawGroup(atlas: Atlas, { chips, title, ...place }: PlacedGroup): SceneBox[] {
  const { x, y, width, height } = place
  const frame: SceneBox = { name: '', x, y, width, height, title, detail: '', look: 'frame', roles: [] }
  const boxes = chips.map((chip): SceneBox => {
    return { ...chip, detail: '', look: `chip ${statusOfInstance(atlas, chip.name)}`, roles: [] }
  })
  return [frame, ...boxes]
}

function drawBundle({ bundle, path, label, at }: PlacedBundle<PagePlug>): SceneArrow {
  const { kind, plugs } = bundle
  return {
    source: '',
    destination: '',
    path,
    look: `bundle ${kind} ${together(plugs.map(statusOf))}`,
    title: describeBundle(bundle),
    label: { text: label, ...at },
    plugs: plugs.map(toScenePlug),
  }
}

function describeBundle({ source, destination, topics, plugs }: PlugBundle<PagePlug>): string {
  const counts = [...Map.groupBy(plugs, statusOf)].map(([each, list]) => `${list.length} ${sayStatus(each)}`).join(', ')
  return `${source} → ${destination}: ${topics.join(', ')} (${counts})`
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
    plugs: [toScenePlug(plug)],
    look: `own ${isAction(plug) ? 'action' : 'data'} ${statusOf(plug)}`,
    title: `${plug.source} → ${plug.destination}: ${plug.topic} (${sayStatus(statusOf(plug))})`,
  }
}
