import type { Route } from '@meshroom/graph'
import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import type { Paint } from './paint.ts'

/** Each route on a line: what it costs, and every hop with its mode and format. */
export function drawRoutes(routes: readonly Route[], paint: Paint): string[] {
  return routes.map(
    (route) => `${paint('bold', `cost ${route.cost}`)}  ${cleanLine(sayHops(route))}${sayCost(route, paint)}`,
  )
}

function sayHops({ hops }: Route): string {
  const [first] = hops
  return hops.reduce((said, { destination, topic, mode, format }) => {
    const words = [topic ?? 'any topic', format, mode === 'pull' ? mode : undefined]
    return `${said} -[${words.filter((word) => word !== undefined).join(' ')}]-> ${destination}`
  }, first?.source ?? '')
}

function sayCost({ hops, conversions }: Route, paint: Paint): string {
  const words = [plural(hops.length, 'hop'), ...(conversions > 0 ? [plural(conversions, 'conversion')] : [])]
  return paint('dim', `  (${words.join(', ')})`)
}
