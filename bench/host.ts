// How long the process of a product's hooks takes from nothing to what its first hook returns, and a call once it runs: `node host.ts [RUNS]`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HookDeclaration, type HookInput, startHookHost } from '@meshroom/engine'
import { measure, median } from './measure.ts'

const runs = Number(process.argv[2] ?? 11)
const callsWhileItRuns = 200
const folder = 'products/edr'
const hook: HookDeclaration = {
  id: `${folder}/hooks.ts#ping`,
  product: 'edr',
  file: `${folder}/hooks.ts`,
  export: 'ping',
  kind: 'execute',
  options: {},
  place: { file: `${folder}/hooks.ts`, line: 3, column: 1 },
}
const input: HookInput = { product: { name: 'edr', tags: [], definition: {} } }

const root = await mkdtemp(join(tmpdir(), 'meshroom-bench-host-'))
try {
  await mkdir(join(root, folder), { recursive: true })
  await writeFile(
    join(root, folder, 'hooks.ts'),
    `import { execute } from '@meshroom/hooks-sdk'\n\nexport const ping = execute(async () => 'pong')\n`,
  )
  const bare = bareNode()
  const starts: number[] = []
  const calls: number[] = []
  for (let run = 0; run < runs; run++) {
    const times = await timeHost()
    starts.push(times.start)
    calls.push(times.call)
  }
  const start = median(starts.sort(ascending))
  console.log(`Node ${process.version}; medians of ${runs} runs\n`)
  console.log(`node -e 0                            ${bare.toFixed(0).padStart(6)} ms`)
  console.log(
    `host, to its first hook's result     ${start.toFixed(0).padStart(6)} ms  ${(start / bare).toFixed(1)} × node`,
  )
  console.log(`a call once it runs                  ${median(calls.sort(ascending)).toFixed(2).padStart(6)} ms`)
} finally {
  await rm(root, { recursive: true, force: true })
}

function bareNode(): number {
  const one = { name: 'node', command: process.execPath, args: ['-e', '0'], cwd: root, env: process.env }
  return median(measure([one], runs)[0]!.times)
}

async function timeHost(): Promise<{ readonly start: number; readonly call: number }> {
  const refuse = () => Promise.reject(new Error('nothing here has secrets or questions'))
  const host = startHookHost({
    root,
    product: { name: 'edr', folder, permissions: { net: [], run: [], write: [], git: false } },
    operation: 'execute',
    services: {
      secrets: { get: refuse, keys: refuse, set: refuse, forget: refuse, remove: refuse },
      prompter: { ask: refuse },
      emit: () => {},
    },
  })
  try {
    const start = await timed(() => host.call(hook, input))
    const calls = await timed(async () => {
      for (let call = 0; call < callsWhileItRuns; call++) await host.call(hook, input)
    })
    return { start, call: calls / callsWhileItRuns }
  } finally {
    await host.close()
  }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

function ascending(a: number, b: number): number {
  return a - b
}
