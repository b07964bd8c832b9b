import type { CapabilityGraph, ProductData } from '@meshroom/graph'

/** How long graphology takes to take in edges that have been found for it already. @returns undefined where it is not installed */
export async function linkByGraphology(
  products: readonly ProductData[],
  graph: CapabilityGraph,
): Promise<number | undefined> {
  const graphology = await import('graphology').catch(() => undefined)
  if (graphology === undefined) return undefined
  const edges = [...graph.edges()].map(({ source, destination, topic }) => ({ source, destination, topic }))
  const start = performance.now()
  const linked = new graphology.MultiDirectedGraph()
  for (const { name } of products) linked.addNode(name)
  for (const { source, destination, topic } of edges) linked.addEdge(source, destination, { topic })
  const time = performance.now() - start
  if (linked.size !== graph.edgeCount) throw new Error('graphology has lost edges')
  return time
}
