// How long `up` takes for many plugs whose hooks ask a tenant that takes its time: `node up.ts [PLUGS…]`. README.md says how to read it.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../packages/cli/bin/run.js', import.meta.url))
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [500, 5_000]
const answerMs = 25
const stepsOfPlug = 2
const parallelism = 10

const server = createServer((_, response) => setTimeout(() => response.end('ok'), answerMs))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const tenant = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

console.log(
  `Node ${process.version}, ${availableParallelism()} processors; steps of ${answerMs} ms, ${parallelism} at a time`,
)
console.log(row(['plugs', 'disk', 'ideal', 'up', '× ideal', 'no-op up', 'down', 'memory', 'live heap']))
try {
  for (const plugs of sizes) {
    const [disk, memory] = [
      await measure(plugs, tmpdir()),
      existsSync('/dev/shm') && (await measure(plugs, '/dev/shm')),
    ]
    if (memory)
      console.log(`${''.padStart(10)}syncing: ${((disk - memory) / (plugs * stepsOfPlug)).toFixed(2)} ms a step`)
  }
} finally {
  server.closeAllConnections()
  server.close()
}

/**
 * A folder in memory besides one on disk: what is between the two is what syncing costs.
 *
 * @returns milliseconds of `up`
 */
async function measure(plugs: number, place: string): Promise<number> {
  const folder = mkdtempSync(join(place, 'meshroom-bench-up-'))
  try {
    const project = join(folder, 'project')
    await writeProject(project, plugs)
    await meshroom(folder, ['trust', '--yes'])
    const up = await meshroom(folder, ['up', '--yes'])
    const again = await meshroom(folder, ['up', '--yes'])
    const down = await meshroom(folder, ['down', '--yes'])
    // Telling what it collects costs a run a hundredth of its time, so another one is asked.
    const told = await meshroom(folder, ['up', '--yes'], ['--trace-gc'])
    const ideal = (plugs * stepsOfPlug * answerMs) / parallelism
    const ratio = (up.ms / ideal).toFixed(2)
    const memory = [Math.max(up.peakMiB, down.peakMiB), told.liveMiB].map((each) => `${each} MiB`)
    const times = [ideal, up.ms].map(seconds)
    console.log(row([String(plugs), place, ...times, ratio, seconds(again.ms), seconds(down.ms), ...memory]))
    return up.ms
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeProject(project: string, plugs: number): Promise<void> {
  const files: Record<string, string> = {
    'products/edr/definition.yaml': definition('edr', 'produces'),
    'products/edr/hooks.ts': hooks('producer'),
    'products/siem/definition.yaml': definition('siem', 'consumes'),
    'products/siem/hooks.ts': hooks('consumer'),
    'instances/siem/siem/config.yaml': `settings:\n  url: ${tenant}\n`,
  }
  for (let index = 0; index < plugs; index++) {
    files[`instances/edr/edr${index}/config.yaml`] = `settings:\n  url: ${tenant}\n`
    files[`instances/edr/edr${index}/plugs/siem/events.yaml`] = 'topic: events\n'
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, file)), { recursive: true })
    await writeFile(join(project, file), text)
  }
}

function definition(name: string, verb: string): string {
  return `name: ${name}\n${verb}:\n  events:\n    - {}\nsettings:\n  - name: url\npermissions:\n  net: ['{url}']\n`
}

function hooks(role: string): string {
  return `import { setup, teardown } from '@meshroom/hooks-sdk'

const ask = async ({ instance }) => void (await (await fetch(instance.settings.url)).text())

export const make = setup.${role}('events', ask)
export const undo = teardown.${role}('events', ask)
`
}

interface Run {
  readonly ms: number
  /** Most that the process has held. */
  readonly peakMiB: number
  /** Most that was alive after V8 had looked at all of its heap; 0 where it never did, or was not asked to tell. */
  readonly liveMiB: number
}

function meshroom(folder: string, words: readonly string[], flags: readonly string[] = []): Promise<Run> {
  const start = performance.now()
  const child = spawn(
    process.execPath,
    [...flags, bin, ...words, ...(words[0] === 'trust' ? [] : ['--parallelism', String(parallelism)])],
    {
      cwd: join(folder, 'project'),
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'cache'),
        XDG_CONFIG_HOME: join(folder, 'config'),
        XDG_STATE_HOME: join(folder, 'state'),
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [errors, peakMiB, liveMiB] = ['', 0, 0]
  createInterface({ input: child.stdout }).on('line', (line) => {
    liveMiB = Math.max(liveMiB, liveIn(line))
  })
  child.stderr.on('data', (data: Buffer) => {
    errors = `${errors}${data}`.slice(-2_000)
  })
  const watching = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid ?? 0))
  }, 50)
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      clearInterval(watching)
      if (code !== 0) reject(new Error(`meshroom ${words.join(' ')}: exit code ${code}: ${errors}`))
      else resolve({ ms: performance.now() - start, peakMiB, liveMiB })
    })
  })
}

/** What `--trace-gc` says of a whole collection: what was alive after it. */
function liveIn(line: string): number {
  return Math.round(Number(/Mark-Compact [\d.]+ \([\d.]+\) -> ([\d.]+)/.exec(line)?.[1] ?? 0))
}

/** Most memory that a process has held, as Linux tells it; 0 elsewhere. */
function peakOf(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(10)).join('')
}
