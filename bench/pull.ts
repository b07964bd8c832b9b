// How long `pull` takes beside the `git clone` that it cannot do without: `node pull.ts [RUNS]`. README.md says how to read it.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeVendorCatalogue } from './made-vendor-catalogue.ts'
import { median } from './measure.ts'

const checkout = fileURLToPath(new URL('../', import.meta.url))
const bin = join(checkout, 'packages/cli/bin/run.js')
const runs = Number(process.argv[2] ?? 3)
const folder = mkdtempSync(join(tmpdir(), 'meshroom-bench-pull-'))
const aim = 2_000

try {
  const catalogue = join(folder, 'catalogue')
  const { config, files } = makeVendorCatalogue(catalogue, { modules: 115, actions: 170, formats: 260 })
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    GIT_CONFIG_GLOBAL: config,
    NO_COLOR: '1',
  }
  console.log(
    `Node ${process.version}; a catalogue of ${files} files in two repositories; ${runs} runs of each, in turns`,
  )
  print(Array.from({ length: runs }, (_, run) => timeOnce(join(folder, `run-${run}`), env)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface Times {
  readonly clone: number
  readonly pull: number
  readonly again: number
  readonly products: number
  readonly integrations: number
}

function timeOnce(place: string, env: NodeJS.ProcessEnv): Times {
  const project = join(place, 'project')
  mkdirSync(join(project, 'instances'), { recursive: true })
  copyProduct(join(project, 'products/sekoia'))
  const meshroom = (...words: string[]) => runWell(process.execPath, [bin, ...words], { cwd: project, env })
  meshroom('trust', 'sekoia', '--yes')
  const clone = time(() => {
    for (const name of ['automation-library', 'intake-formats']) {
      const url = `https://github.com/SEKOIA-IO/${name}.git`
      runWell('git', ['clone', '--quiet', '--depth=1', '--no-tags', url, join(place, name)], { cwd: place, env })
    }
  })
  const pull = time(() => meshroom('pull', 'sekoia'))
  const again = time(() => meshroom('pull', 'sekoia'))
  const count = (list: string) => (JSON.parse(meshroom('list', list, '--json')) as unknown[]).length
  return { clone, pull, again, products: count('products'), integrations: count('integrations') }
}

/** As its tracked files are: what a person copies. */
function copyProduct(to: string): void {
  const tracked = execFileSync('git', ['ls-files', 'products/sekoia'], { cwd: checkout, encoding: 'utf8' })
  for (const file of tracked.trim().split('\n')) {
    const path = file.slice('products/sekoia/'.length)
    if (!path.startsWith('test/')) cpSync(join(checkout, file), join(to, path))
  }
}

function runWell(command: string, args: readonly string[], place: { cwd: string; env: NodeJS.ProcessEnv }): string {
  const { status, stdout, stderr } = spawnSync(command, args, { ...place, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status === 0) return stdout
  throw new Error(`${basename(command)} ${args.join(' ')}: exit code ${status}: ${stderr.slice(-2_000)}`)
}

function time(act: () => void): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

function print(times: readonly Times[]): void {
  const middle = (of: keyof Times) => median(times.map((each) => each[of]).sort((a, b) => a - b))
  const line = (name: string, ms: number, note = '') =>
    console.log(`${name.padEnd(44)} ${(ms / 1000).toFixed(2).padStart(6)} s ${note}`)
  console.log(`${middle('products')} products and ${middle('integrations')} integrations came of it\n`)
  line('git clone of both, as pull does it', middle('clone'))
  line('meshroom pull, first', middle('pull'))
  line('meshroom pull, nothing new', middle('again'))
  const more = middle('pull') - middle('clone')
  line('pull without its clones', more, `(at most ${(aim / 1000).toFixed(0)} s: ${more <= aim ? 'yes' : 'NO'})`)
}
