import type { Point } from './place-picture.ts'

/** A smooth path for an SVG through points, level at each of them, as suits layers from left to right. */
export function bendLine([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return ''
  let path = `M${say(first)}`
  let last = first
  for (const point of rest) {
    const middle = (last.x + point.x) / 2
    path += `C${say({ x: middle, y: last.y })} ${say({ x: middle, y: point.y })} ${say(point)}`
    last = point
  }
  return path
}

/** A path out of the lower side of a box and back into it, through a point below: three points. */
export function bendLoop([start, below, end]: readonly [Point, Point, Point]): string {
  // A curve goes three quarters of the way to the points that pull it.
  const y = start.y + (below.y - start.y) / 0.75
  return `M${say(start)}C${say({ x: start.x, y })} ${say({ x: end.x, y })} ${say(end)}`
}

function say({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
}
