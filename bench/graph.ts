// What the graph library takes for 200,000 capabilities: `node graph.ts [RUNS]`. README.md says how to read it.
import { availableParallelism, cpus } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { buildCapabilityGraph, type ProductData } from '@meshroom/graph'
import { joinByDuckdb } from './join-by-duckdb.ts'
import { linkByGraphology } from './link-by-graphology.ts'
import { makeCapabilities } from './made-capabilities.ts'
import { median } from './measure.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const runs = Number(process.argv[2] ?? 7)
console.log(
  `Node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}; medians of ${runs} runs\n`,
)

const empty = heap()
const products = makeCapabilities(20_000)
const input = heap() - empty
const text = timesOf(() => JSON.stringify(products))
const built = timesOf(() => buildCapabilityGraph(products))
const before = heap()
const graph = buildCapabilityGraph(products)
const count = graph.edgeCount
const first = graph.neighbors('product_7').next()
const kept = heap() - before
const counted = timesOfFresh(
  () => buildCapabilityGraph(products),
  (fresh) => fresh.edgeCount,
)

print('capabilities', (200_000).toLocaleString('en'))
print('edges', count.toLocaleString('en'))
print('JSON.stringify of the input', milliseconds(text))
print('build', milliseconds(built), `${(built / text).toFixed(1)} × JSON.stringify`, '≤ 4 ×')
print('exact count, first time', milliseconds(counted), '', '≤ 50 ms')
print('first of neighbors', milliseconds(firstNeighbor()), '', '≤ 0.1 ms')
const rate = edgesPerSecond()
print(
  'edges()',
  `${(rate.clock / 1e6).toFixed(1)} million a second`,
  `${(rate.processor / 1e6).toFixed(1)} by the processor's time`,
  '≥ 20 million',
)
print(
  'heap of the graph, counted and indexed',
  megabytes(kept),
  `${(kept / input).toFixed(1)} × the input's ${megabytes(input)}`,
  '≤ 3 ×',
)

const joined = await joinByDuckdb(products)
if (joined === undefined) print('@duckdb/node-api', 'not installed')
else {
  if (joined.count !== count) throw new Error(`duckdb counts ${joined.count}`)
  print(
    'the same count as a join in @duckdb/node-api',
    milliseconds(joined.time),
    `${(joined.time / counted).toFixed(0)} × ours`,
  )
}

const few: readonly ProductData[] = products.slice(0, 400)
const small = buildCapabilityGraph(few)
const linked = await linkByGraphology(few, small)
if (linked === undefined) print('graphology', 'not installed')
else {
  const ours = timesOf(() => buildCapabilityGraph(few).edgeCount)
  print(
    `graphology, the ${small.edgeCount.toLocaleString('en')} edges of 400 products given`,
    milliseconds(linked),
    `${(linked / ours).toFixed(0)} × ours, which finds them`,
  )
  print('graphology, all edges', 'not tried: it keeps each edge by itself')
}

function timesOf(act: () => unknown): number {
  return timesOfFresh(() => undefined, act)
}

/** The median time of an act on what is made anew for each run; one run before warms up. */
function timesOfFresh<T>(make: () => T, act: (made: T) => unknown): number {
  const times = Array.from({ length: runs + 1 }, () => {
    const made = make()
    const start = performance.now()
    act(made)
    return performance.now() - start
  })
  return median(times.slice(1).sort((a, b) => a - b))
}

function firstNeighbor(): number {
  if (first.done) throw new Error('product_7 has no neighbour')
  const times = products.slice(0, 2_000).map(({ name }) => {
    const start = performance.now()
    graph.neighbors(name).next()
    return performance.now() - start
  })
  return median(times.sort((a, b) => a - b))
}

/** By the clock, and by the processor's time, which a busy machine does not change. */
function edgesPerSecond(): { readonly clock: number; readonly processor: number } {
  let seen = 0
  const start = performance.now()
  const used = process.cpuUsage()
  for (const edge of graph.edges()) if (edge.mode !== undefined) seen++
  const clock = (seen * 1_000) / (performance.now() - start)
  const processor = (seen * 1e6) / process.cpuUsage(used).user
  if (seen !== count) throw new Error(`edges() gives ${seen}, edgeCount says ${count}`)
  return { clock, processor }
}

function heap(): number {
  collect()
  collect()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

function milliseconds(time: number): string {
  return `${time < 1 ? time.toFixed(4) : time.toFixed(0)} ms`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function print(name: string, value: string, ratio = '', aim = ''): void {
  console.log(`${name.padEnd(52)} ${value.padStart(24)}  ${ratio.padEnd(34)} ${aim && `(aim: ${aim})`}`.trimEnd())
}
