// How long the command line takes to start, and to read large catalogues: `node startup.ts [RUNS]`. README.md says how to read it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type CatalogueSize, writeMadeCatalogue } from './made-catalogue.ts'
import { type Case, measure, median, type Timing } from './measure.ts'
import { printTimings } from './print-timings.ts'

const bin = fileURLToPath(new URL('../packages/cli/bin/run.js', import.meta.url))
const runs = Number(process.argv[2] ?? 11)
const folder = mkdtempSync(join(tmpdir(), 'meshroom-bench-'))
const cache = join(folder, 'cache')
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  XDG_CACHE_HOME: cache,
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_STATE_HOME: join(folder, 'state'),
  NO_COLOR: '1',
}

/** A vendor's catalogue, and one 27 times as large, with as many integrations to a product. */
const vendor: CatalogueSize = { products: 363, integrations: 529, plugs: 20 }
const huge: CatalogueSize = { products: 10_000, integrations: 14_573, plugs: 20 }

try {
  const processor = `${availableParallelism()} of ${cpus()[0]?.model.trim()}`
  console.log(`Node ${process.version}, ${processor}; ${runs} runs of each, in turns`)
  const small = await timeCatalogue('vendor', vendor, runs)
  const large = await timeCatalogue('huge', huge, Math.ceil(runs / 5))
  printGrowth(small, large)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function timeCatalogue(name: string, size: CatalogueSize, turns: number): Promise<Timing[]> {
  const project = join(folder, name)
  mkdirSync(project)
  await writeMadeCatalogue(project, size)
  // What was written just now is read again by its content: a person's catalogue is older.
  await setTimeout(2_500)
  const counts = ['products', 'integrations'].map((list) => `${countOf(project, list)} ${list}`)
  console.log(`\n${counts.join(' and ')}, generic ones included, and ${size.plugs} plugs\n`)
  const { kept, anew } = casesOf(project)
  // One after the other: what a run without a cache leaves behind is not to be believed by one that has another home.
  const timings = [...measure(kept, turns), ...measure(anew, turns)]
  printTimings(timings)
  return timings
}

function casesOf(cwd: string): { readonly kept: readonly Case[]; readonly anew: readonly Case[] } {
  const node = (name: string, args: readonly string[]): Case => ({ name, command: process.execPath, args, cwd, env })
  const meshroom = (words: string): Case => ({
    ...node(`meshroom ${words}`, [bin, ...words.split(' ')]),
    prints: join(folder, 'printed'),
  })
  const forgetful = (words: string): Case => ({
    ...meshroom(words),
    name: `meshroom ${words}, uncached`,
    env: { ...env, XDG_CACHE_HOME: `${cache}-none` },
    prepare: () => forget(cwd),
  })
  const commands = ['list products', 'list integrations', 'plan']
  const bare = node('node -e 0', ['-e', '0'])
  return {
    kept: [bare, meshroom('--version'), meshroom('--help'), ...commands.map(meshroom)],
    anew: [...commands.map((words) => meshroom(`${words} --no-cache`)), ...commands.map(forgetful)],
  }
}

/** Leaves nothing that an earlier run has kept: neither compiled code nor what was read of the project. */
function forget(project: string): void {
  rmSync(`${cache}-none`, { recursive: true, force: true })
  rmSync(join(project, '.meshroom'), { recursive: true, force: true })
}

/** What a list has: a command that lists nothing is not fast. */
function countOf(cwd: string, list: string): number {
  const args = [bin, 'list', list, '--json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 30 })
  const rows: unknown[] = JSON.parse(stdout || '[]')
  if (rows.length === 0) throw new Error(`list ${list} shows nothing: ${stderr}`)
  return rows.length
}

/** Linear growth is the ratio of the sizes; less where starting is most of it. */
function printGrowth(small: readonly Timing[], large: readonly Timing[]): void {
  console.log(`\nGrowth, where linear is ${(huge.products / vendor.products).toFixed(1)} at most\n`)
  for (const { name, times } of small) {
    const of = large.find((each) => each.name === name)
    if (name.includes('meshroom list') || name.includes('meshroom plan'))
      console.log(`${name.padEnd(52)} ${of && times.length > 0 ? (median(of.times) / median(times)).toFixed(1) : '-'}`)
  }
}
