import { mostAlone } from '../src/mesh/group-mesh.ts'
import { isAction } from '../src/mesh/mesh-data.ts'
import { narrowMesh } from '../src/render/narrow-mesh.ts'
import type { PagePlug } from '../src/render/page/page-data.ts'
import { composePicture, type Picture, type PictureArrow } from '../src/render/picture.ts'
import { type PlacedArrow, type PlacedNode, placePicture } from '../src/render/svg/place-picture.ts'
import { type Atlas, type Status, statusOf, statusOfInstance, toScenePlug } from './atlas.ts'
import { composeGroups } from './compose-groups.ts'
import type { PageState } from './page-state.ts'
import { sayStatus } from './say-status.ts'
import type { Room, Scene, SceneArrow, SceneBox, ScenePlug } from './scene.ts'

/** The instances and their plugs, in layers from left to right. Plugs that go the same way and stand alike are one arrow. */
export function composeMesh(atlas: Atlas, state: PageState, room: Room): Scene {
  const { focus, depth, topic } = state
  if (!atlas.instances.has(focus) && atlas.instances.size > mostAlone) return composeGroups(atlas, state, room)
  const around = atlas.instances.has(focus) ? { focus, depth } : {}
  const narrowed = narrowMesh(atlas.data, { ...around, topic: topic || undefined })
  const { picture, looks } = mergeArrows(composePicture(narrowed), narrowed.plugs)
  const { width, height, nodes, arrows } = placePicture(picture)
  return {
    width,
    height,
    boxes: nodes.map((node) => toBox(atlas, node, focus)),
    arrows: arrows.map((arrow) => toArrow(arrow, looks)),
    captions: [],
  }
}

interface Merged {
  readonly picture: Picture
  readonly looks: ReadonlyMap<
    PictureArrow,
    { readonly status: Status; readonly said: string; readonly plugs: readonly ScenePlug[] }
  >
}

function mergeArrows(picture: Picture, plugs: readonly PagePlug[]): Merged {
  const groups = Map.groupBy(plugs, (plug) =>
    [plug.source, plug.destination, isAction(plug), statusOf(plug)].join('\u0000'),
  )
  const looks = new Map<PictureArrow, { status: Status; said: string; plugs: ScenePlug[] }>()
  for (const group of groups.values()) {
    const [first] = group
    const { source, destination } = first!
    const topics = [...new Set(group.map((plug) => plug.topic))].sort()
    const arrow: PictureArrow = { source, destination, kind: isAction(first!) ? 'action' : 'data', topics }
    const status = statusOf(first!)
    looks.set(arrow, {
      status,
      plugs: group.map(toScenePlug),
      said: `${source} → ${destination}: ${topics.join(', ')} (${arrow.kind}, ${sayStatus(status)})`,
    })
  }
  return { picture: { ...picture, arrows: [...looks.keys()] }, looks }
}

function toBox(atlas: Atlas, { node, lines, x, y, width, height }: PlacedNode, focus: string): SceneBox {
  const status = statusOfInstance(atlas, node.name)
  const [title = '', detail = ''] = lines
  const look = `instance ${status}${node.name === focus ? ' focus' : ''}`
  return { name: node.name, x: x - width / 2, y: y - height / 2, width, height, title, detail, look, roles: [] }
}

function toArrow({ arrow, path, label, at }: PlacedArrow, looks: Merged['looks']): SceneArrow {
  const { status, said, plugs } = looks.get(arrow)!
  const { source, destination, kind } = arrow
  return { source, destination, path, look: `${kind} ${status}`, title: said, label: { text: label, ...at }, plugs }
}
