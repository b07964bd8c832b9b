import { type CapabilityData, type Edge, matchCapabilities, type ProductData } from '../src/index.ts'

/* Part of the oracle: what edges are, by trying every pair. It shares no code with the graph but matchCapabilities. */

export const isSource = ({ role }: CapabilityData) => role === 'producer' || role === 'trigger'

/** What makes two declarations the same: every word but the order of keys, and that push is what an unset mode says. */
export function wordsOf(capability: CapabilityData): string {
  const set = Object.entries({ ...capability, mode: capability.mode ?? 'push' }).filter(
    ([, value]) => value !== undefined,
  )
  return JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function distinct(capabilities: readonly CapabilityData[]): CapabilityData[] {
  return [...new Map(capabilities.map((capability) => [wordsOf(capability), capability])).values()]
}

export function everyEdge(products: readonly ProductData[]): Omit<Edge, 'from' | 'to'>[] {
  return products.flatMap((a) =>
    products
      .filter((b) => b.name !== a.name)
      .flatMap((b) =>
        distinct(a.capabilities)
          .filter(isSource)
          .flatMap((from) =>
            distinct(b.capabilities)
              .filter((to) => matchCapabilities(from, to))
              .map((to) => ({
                source: a.name,
                destination: b.name,
                topic: from.topic ?? to.topic,
                mode: from.mode ?? 'push',
                format: from.format ?? to.format,
                pair: [wordsOf(from), wordsOf(to)],
              })),
          ),
      ),
  )
}

export const comparable = (edges: Iterable<Edge>) =>
  [...edges].map(({ from, to, ...edge }) => JSON.stringify({ ...edge, pair: [wordsOf(from), wordsOf(to)] })).sort()
export const texts = (edges: readonly object[]) => edges.map((edge) => JSON.stringify(edge)).sort()
