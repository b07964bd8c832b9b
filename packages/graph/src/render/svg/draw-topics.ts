import type { CapabilityGraph } from '../../capability-graph/build-capability-graph.ts'
import type { Role } from '../../match/capability.ts'
import { escapeXml } from '../escape-text.ts'
import type { Picture, PictureOptions } from '../picture.ts'
import { frameSvg } from './frame-svg.ts'
import { fitText, measureText } from './measure-text.ts'

const cell = { width: 30, height: 22 }
const margin = 20
const legendHeight = 26
/** Most topics beside each other. */
const mostTopics = 48
const widestText = 190

/** Products that can exchange too much for arrows: a table that says who does what with each topic. */
export function drawTopics(graph: CapabilityGraph, picture: Picture, { topic }: PictureOptions): string {
  const rows = picture.nodes.map(({ name }) => ({ name, roles: rolesOf(graph, name, topic) }))
  const topics = mostCommon(rows)
  const columns = topics.slice(0, mostTopics).sort()
  const left = margin + Math.max(...rows.map(({ name }) => widthOf(name))) + 12
  const top = margin + legendHeight + Math.max(...columns.map(widthOf)) * 0.71 + 8
  const at = { left, top, height: rows.length * cell.height }
  return frameSvg({
    // A name that stands askew leans out to the right.
    width: Math.ceil(left + columns.length * cell.width + widthOf(columns.at(-1) ?? '') * 0.71 + margin),
    height: Math.ceil(top + at.height + margin),
    title: `Capability graph: ${rows.length} products, ${columns.length} topics and actions`,
    content: [
      ...drawLegend(),
      ...columns.map((name, index) => drawColumn(name, index, at)),
      ...rows.map((row, index) => drawRow(row, columns, { left, y: top + index * cell.height })),
    ],
    note: sayLeftOut(picture.hidden, topics.length - columns.length),
  })
}

interface Row {
  readonly name: string
  readonly roles: ReadonlyMap<string, ReadonlySet<Role>>
}

function rolesOf(graph: CapabilityGraph, product: string, only: string | undefined): Row['roles'] {
  const capabilities = graph.capabilities(product).filter(({ topic }) => only === undefined || (topic ?? only) === only)
  const byTopic = Map.groupBy(capabilities, ({ topic }) => topic ?? only ?? 'any topic')
  return new Map([...byTopic].map(([topic, list]) => [topic, new Set(list.map(({ role }) => role))]))
}

/** Topics, those of most products first. */
function mostCommon(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>()
  for (const { roles } of rows) for (const topic of roles.keys()) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([topic]) => topic)
}

function widthOf(text: string): number {
  return measureText(fitText(text, 13, widestText), 13)
}

function sayLeftOut(products: number, topics: number): string | undefined {
  const left = [
    products > 0 ? `${products} more products` : undefined,
    topics > 0 ? `${topics} more topics` : undefined,
  ].filter((each) => each !== undefined)
  return left.length === 0 ? undefined : `and ${left.join(', ')}`
}

const words: Readonly<Record<Role, string>> = {
  consumer: 'consumes',
  producer: 'produces',
  trigger: 'triggers',
  executor: 'executes',
}

/** Where the mark of a role stands in a cell: what a product takes on the left, what it gives on the right. */
const places: Readonly<Record<Role, { readonly x: number; readonly y: number }>> = {
  consumer: { x: 4, y: 5 },
  producer: { x: 16, y: 5 },
  executor: { x: 4, y: 12 },
  trigger: { x: 16, y: 12 },
}

/** A topic is of data or of actions: then its marks stand in the middle of the line. */
function drawMark(
  role: Role,
  { x, y, alone }: { readonly x: number; readonly y: number; readonly alone: boolean },
): string {
  const place = places[role]
  const kind = role === 'consumer' || role === 'producer' ? 'data' : 'action'
  const end = role === 'consumer' || role === 'executor' ? 'takes' : 'gives'
  return `<rect class="mark ${kind} ${end}" x="${x + place.x + 0.5}" y="${y + (alone ? 8 : place.y)}" width="9" height="6" rx="1.5"/>`
}

function drawLegend(): string[] {
  let x = margin
  return (Object.keys(words) as Role[]).map((role) => {
    const mark = drawMark(role, { x: x - places[role].x, y: margin - 6, alone: true })
    const text = `<text class="detail start" x="${x + 14}" y="${margin + 8}">${words[role]}</text>`
    x += 80
    return mark + text
  })
}

interface ColumnPlace {
  readonly left: number
  readonly top: number
  readonly height: number
}

function drawColumn(name: string, index: number, { left, top, height }: ColumnPlace): string {
  const x = left + index * cell.width
  const shade =
    index % 2 === 0 ? `<rect class="shade" x="${x}" y="${top}" width="${cell.width}" height="${height}"/>` : ''
  const at = `${x + cell.width / 2},${top - 6}`
  const text = escapeXml(fitText(name, 13, widestText))
  return `${shade}<text class="name start" transform="translate(${at}) rotate(-45)">${text}</text>`
}

function drawRow({ name, roles }: Row, columns: readonly string[], { left, y }: { left: number; y: number }): string {
  const said = escapeXml(fitText(name, 13, widestText))
  const marks = columns.map((topic, index) =>
    drawCell(roles.get(topic), { name, topic, x: left + index * cell.width, y }),
  )
  const line = `<path class="rule" d="M${margin},${y}H${left + columns.length * cell.width}"/>`
  return `<g>${line}<text class="name start" x="${margin}" y="${y + 15.5}">${said}</text>${marks.join('')}</g>`
}

interface CellPlace {
  readonly name: string
  readonly topic: string
  readonly x: number
  readonly y: number
}

function drawCell(roles: ReadonlySet<Role> | undefined, { name, topic, x, y }: CellPlace): string {
  if (roles === undefined) return ''
  const all = [...roles].sort()
  const isData = all.some((role) => role === 'consumer' || role === 'producer')
  const isAction = all.some((role) => role === 'trigger' || role === 'executor')
  const title = escapeXml(`${name} ${all.map((role) => words[role]).join(' and ')} ${topic}`)
  const alone = !(isData && isAction)
  return `<g><title>${title}</title>${all.map((role) => drawMark(role, { x, y, alone })).join('')}</g>`
}
