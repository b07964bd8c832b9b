import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { startBrowser } from './browser.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The first entry of the library as one script that sets `graph`; it may import nothing at all. */
async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['packages/graph/src/index.ts'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    format: 'iife',
    globalName: 'graph',
    target: 'es2023',
    conditions: ['@meshroom/source'],
  })
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('node_modules'))).toEqual([])
  return outputFiles[0]!.text
}

/** Runs where the bundle has been loaded: an answer of each kind, as plain data. */
const questions = `(() => {
  const products = Array.from({ length: 60 }, (_, n) => ({
    name: 'p' + n,
    capabilities: [
      { role: n % 2 ? 'producer' : 'consumer', topic: ['alerts', 'events', 'iocs'][n % 3], mode: 'push', ...(n % 5 ? {} : { format: 'ocsf' }) },
      { role: n % 3 ? 'consumer' : 'producer', topic: 'alerts', mode: 'pull', port: n % 4 },
    ],
  }))
  const g = graph.buildCapabilityGraph(products)
  const mesh = { instances: [{ name: 'a', product: 'p0' }, { name: 'b', product: 'p1' }], plugs: [{ source: 'a', destination: 'b', topic: 'alerts', mode: 'push' }] }
  return JSON.parse(JSON.stringify({
    count: g.edgeCount,
    edges: [...g.edges({ topic: 'alerts' })].length,
    neighbors: [...g.neighbors('p7')],
    gaps: g.gaps('p1', 'p3'),
    route: g.route('p1', 'p2', 'alerts'),
    openness: g.openness,
    topics: g.topics,
    components: g.components,
    hubs: g.hubs.slice(0, 5),
    changed: g.without('p7').with({ name: 'new', capabilities: [{ role: 'consumer' }] }).edgeCount,
    impact: graph.buildMeshGraph(mesh).impact('a'),
    mermaid: graph.renderMermaid(g, { focus: 'p7', limit: 5 }),
  }))
})()`

test('the library answers in a browser, and where there is no host at all, as it does here', async () => {
  const code = await bundle()
  console.log(`@meshroom/graph: ${code.length} bytes minified, ${gzipSync(code).length} gzipped`)
  expect(gzipSync(code).length).toBeLessThan(20_000)
  const bare = runInContext(`${code}\n${questions}`, createContext(Object.create(null)))
  const browser = await startBrowser()
  try {
    const page = await browser.newPage()
    const seen = await page.evaluate(`${code}\n${questions}`)
    const here = new Function(`${code}\nreturn ${questions}`)()
    expect(here.count).toBeGreaterThan(100)
    expect(seen).toEqual(here)
    expect(JSON.parse(JSON.stringify(bare))).toEqual(here)
  } finally {
    await browser.close()
  }
})
