// How long the command line takes to start and to list a large catalogue: `node startup.ts [RUNS]`. README.md says how to read it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMadeCatalogue } from './made-catalogue.ts'
import { type Case, measure } from './measure.ts'
import { printTimings } from './print-timings.ts'

const bin = fileURLToPath(new URL('../packages/cli/bin/run.js', import.meta.url))
const runs = Number(process.argv[2] ?? 11)
const folder = mkdtempSync(join(tmpdir(), 'meshroom-bench-'))
const project = join(folder, 'project')
const cache = join(folder, 'cache')
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  XDG_CACHE_HOME: cache,
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_STATE_HOME: join(folder, 'state'),
  NO_COLOR: '1',
}

try {
  mkdirSync(project)
  await writeMadeCatalogue(project, { products: 363, integrations: 529 })
  console.log(
    `Node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}; ${runs} runs of each, in turns`,
  )
  console.log(
    `lists ${countOf('products')} products and ${countOf('integrations')} integrations, generic ones included\n`,
  )
  printTimings(measure(cases(), runs))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function cases(): Case[] {
  const node = (name: string, args: readonly string[]): Case => ({
    name,
    command: process.execPath,
    args,
    cwd: project,
    env,
  })
  const meshroom = (words: string): Case => ({
    ...node(`meshroom ${words}`, [bin, ...words.split(' ')]),
    prints: join(folder, 'printed'),
  })
  const cold = (one: Case): Case => ({ ...one, name: `${one.name}, uncached`, prepare: forget })
  return [
    node('node -e 0', ['-e', '0']),
    meshroom('--version'),
    meshroom('--help'),
    meshroom('list products'),
    meshroom('list integrations'),
    meshroom('list integrations hub'),
    cold(meshroom('--version')),
    cold(meshroom('list products')),
    cold(meshroom('list integrations')),
  ]
}

/** What a list has: a command that lists nothing is not fast. */
function countOf(list: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, [bin, 'list', list, '--json'], {
    cwd: project,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  const rows: unknown[] = JSON.parse(stdout || '[]')
  if (rows.length === 0) throw new Error(`list ${list} shows nothing: ${stderr}`)
  return rows.length
}

/** Leaves nothing that an earlier run has kept: neither compiled code nor what was read of the project. */
function forget(): void {
  rmSync(cache, { recursive: true, force: true })
  rmSync(join(project, '.meshroom'), { recursive: true, force: true })
}
