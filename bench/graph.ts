// What the graph library takes for 200,000 capabilities: `node graph.ts [RUNS]`. README.md says how to read it.
import { availableParallelism, cpus } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { buildCapabilityGraph, type CapabilityGraph, type ProductData } from '@meshroom/graph'
import { joinByDuckdb } from './join-by-duckdb.ts'
import { linkByGraphology } from './link-by-graphology.ts'
import { makeCapabilities, makeHardCapabilities } from './made-capabilities.ts'
import { median } from './measure.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const runs = Number(process.argv[2] ?? 7)
console.log(
  `Node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}; medians of ${runs} runs\n`,
)

/** Ports that no product has. */
let added = 100_000

const empty = heap()
const products = makeCapabilities(20_000)
const { graph, counted } = measureGraph(products, heap() - empty)
const count = graph.edgeCount

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

console.log('\nHardly two declarations the same: 50,000 ports, one topic in ten open')
const beforeHard = heap()
const hard = makeHardCapabilities(20_000)
measureGraph(hard, heap() - beforeHard)

interface MeasuredGraph {
  readonly graph: CapabilityGraph
  /** What the exact count takes, for the first time. */
  readonly counted: number
}

/** @param input the heap that the products take */
function measureGraph(products: readonly ProductData[], input: number): MeasuredGraph {
  const text = timesOf(() => JSON.stringify(products))
  const built = timesOf(() => buildCapabilityGraph(products))
  const before = heap()
  const graph = buildCapabilityGraph(products)
  const count = graph.edgeCount
  if (graph.neighbors('product_7').next().done) throw new Error('product_7 has no neighbour')
  const kept = heap() - before
  const build = () => buildCapabilityGraph(products)
  const counted = timesOfFresh(build, (fresh) => fresh.edgeCount)
  print('capabilities', (200_000).toLocaleString('en'))
  print('edges', count.toLocaleString('en'))
  print('JSON.stringify of the input', milliseconds(text))
  print('build', milliseconds(built), `${(built / text).toFixed(1)} × JSON.stringify`, '≤ 4 ×')
  print('exact count, first time', milliseconds(counted), '', '≤ 50 ms')
  print('first of neighbors', milliseconds(firstNeighbor(graph)), '', '≤ 0.1 ms')
  print(
    'the very first of a new graph',
    milliseconds(timesOfFresh(build, (fresh) => fresh.neighbors('product_7').next())),
  )
  print('first of neighbors after with()', milliseconds(timesOfFresh(() => grown(graph), firstOfNew)), '', '')
  if (count > 1e6) printRate(edgesPerSecond(graph))
  print('the first of edges()', milliseconds(timesOfFresh(build, (fresh) => fresh.edges().next())))
  print(
    'heap of the graph, counted and indexed',
    megabytes(kept),
    `${(kept / input).toFixed(1)} × the input's ${megabytes(input)}`,
    '≤ 3 ×',
  )
  return { graph, counted }
}

function printRate({ clock, processor }: Rate): void {
  const [million, byProcessor] = [clock, processor].map((rate) => (rate / 1e6).toFixed(1))
  print('edges()', `${million} million a second`, `${byProcessor} by the processor's time`, '≥ 20 million')
}

/** The graph with a declaration more that no other product has made. */
function grown(graph: CapabilityGraph): CapabilityGraph {
  return graph.with({ name: 'product_new', capabilities: [{ role: 'consumer', mode: 'push', port: added++ }] })
}

function firstOfNew(graph: CapabilityGraph): void {
  graph.neighbors('product_new').next()
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

/** The median over many products, once the graph is in use. */
function firstNeighbor(graph: CapabilityGraph): number {
  const times = products.slice(0, 2_000).map(({ name }) => {
    const start = performance.now()
    graph.neighbors(name).next()
    return performance.now() - start
  })
  return median(times.sort((a, b) => a - b))
}

/** Edges a second by the clock, and by the processor's time, which a busy machine does not change. */
interface Rate {
  readonly clock: number
  readonly processor: number
}

function edgesPerSecond(graph: CapabilityGraph): Rate {
  let seen = 0
  const start = performance.now()
  const used = process.cpuUsage()
  for (const edge of graph.edges()) if (edge.mode !== undefined) seen++
  const clock = (seen * 1_000) / (performance.now() - start)
  const processor = (seen * 1e6) / process.cpuUsage(used).user
  if (seen !== graph.edgeCount) throw new Error(`edges() gives ${seen}, edgeCount says ${graph.edgeCount}`)
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
