import { countUp, type MeshGroup, type PlugBundle, shortName } from '../mesh/group-mesh.ts'
import { labelArrow, type PictureArrow } from './picture.ts'

/** A bundle as an arrow from product to product: up, down, or partly up. */
export function toArrow(bundle: PlugBundle): PictureArrow {
  const { source, destination, kind, topics, plugs } = bundle
  const up = countUp(bundle)
  const status = up === plugs.length ? 'up' : up === 0 && plugs.every(isDown) ? 'down' : 'partial'
  return { source, destination, kind, topics, status }
}

function isDown({ status }: PlugBundle['plugs'][number]): boolean {
  return status === 'down'
}

/** What is written on a bundle: its topics, and how many of its plugs are up where not all are. */
export function labelBundle(bundle: PlugBundle): string {
  const [up, all] = [countUp(bundle), bundle.plugs.length]
  const topics = labelArrow({ ...bundle, status: 'up' })
  if (up < all) return `${topics} (${up}/${all} up)`
  return all > bundle.topics.length ? `${topics} (${all})` : topics
}

/** What is written on a group. */
export function labelGroup({ product, members }: MeshGroup): string {
  const name = product === '' ? 'no known product' : product
  return members.length > 1 ? `${name} (${members.length})` : name
}

/** Letters to a line of names. */
const lineLength = 30

/** The names of a group's instances, in lines. */
export function linesOfNames(group: MeshGroup): readonly string[] {
  const lines: string[] = []
  for (const name of group.members.map((member) => shortName(member, group))) {
    const longer = lines.length === 0 ? name : `${lines.at(-1)}, ${name}`
    if (lines.length > 0 && longer.length <= lineLength) lines[lines.length - 1] = longer
    else lines.push(name)
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line))
}
