import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
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

/** Written on standard output, where a host has no other way to answer. */
const spoken = `console.log(JSON.stringify(${questions}))`

/**
 * Hosts that are installed from the registry, where there is a build of theirs for this machine; Debian has neither. Deno gives a script
 * nothing that it is not allowed by name, and Bun runs on another engine than V8.
 */
const hosts = [
  {
    name: 'Deno',
    command: hostAt('@deno/linux-x64-glibc/deno'),
    args: ['run', '--no-prompt', '--no-remote', '--no-config'],
  },
  { name: 'Bun', command: hostAt('@oven/bun-linux-x64/bin/bun'), args: ['run', '--no-install'] },
]

function hostAt(path: string): string {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
}

let code: string
let here: { readonly count: number }
beforeAll(async () => {
  code = await bundle()
  here = new Function(`${code}\nreturn ${questions}`)()
})

test('the library is small, and names nothing of any host', () => {
  console.log(`@meshroom/graph: ${code.length} bytes minified, ${gzipSync(code).length} gzipped`)
  expect(gzipSync(code).length).toBeLessThan(20_000)
  expect(here.count).toBeGreaterThan(100)
  expect(
    code.match(/\b(?:process|Buffer|require|Deno|Bun|global|window|document|setImmediate|__dirname)\b|\bnode:/g),
  ).toBeNull()
  expect(code.match(/\bimport\b|\beval\b|\bfetch\b|\bperformance\b|\bDate\b|Math\.random/g)).toBeNull()
})

test('it answers where there is nothing but ECMAScript, and no code may be made of text', () => {
  const codeGeneration = { strings: false, wasm: false }
  const bare = runInContext(`${code}\n${questions}`, createContext(Object.create(null), { codeGeneration }))
  expect(JSON.parse(JSON.stringify(bare))).toEqual(here)
})

test('it answers in Chromium', async () => {
  const browser = await startBrowser()
  try {
    const page = await browser.newPage()
    expect(await page.evaluate(`${code}\n${questions}`)).toEqual(here)
  } finally {
    await browser.close()
  }
})

describe.each(hosts)('$name', ({ name, command, args }) => {
  test.runIf(existsSync(command))('runs it, with no permission at all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshroom-host-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'library.js')
    writeFileSync(file, `${code}\n${spoken}`)
    const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' }
    const { status, stdout, stderr } = spawnSync(command, [...args, file], { cwd: folder, env, encoding: 'utf8' })
    expect(`${name}: ${status} ${stderr}`).toBe(`${name}: 0 `)
    expect(JSON.parse(stdout)).toEqual(here)
  })
})
