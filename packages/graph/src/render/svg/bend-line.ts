import type { Point } from './place-picture.ts'

/** A smooth path for an SVG along points: it passes the middles between them, bent at the points themselves. */
export function bendLine(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const last = rest.pop()
  if (last === undefined) return `M${say(first)}`
  const bends = rest.map((point, index) => `Q${say(point)} ${say(middle(point, rest[index + 1] ?? last))}`)
  return [`M${say(first)}`, ...bends, `L${say(last)}`].join('')
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

function say({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
}
