/*
 * Does operations on a project, one after another, in a process that may be killed: `run-operations.ts ROOT JSON`. What happens is told on standard
 * output. CRASH_WITHOUT_BEGIN spares runs to note that a step begins: for the test of the test.
 */
import { writeSync } from 'node:fs'
import { MeshroomError } from '@meshroom/model'
import {
  configureInstance,
  type EngineEvent,
  type Mesh,
  openMesh,
  planDown,
  planUp,
  projectLock,
  runPlan,
  settlePlan,
  unplugInstances,
} from '../../src/index.ts'
import { forgetful } from './forgetful.ts'
import type { ProcessOperation } from './process-world.ts'

const [root = '.', operations = '[]'] = process.argv.slice(2)
const tell = (event: EngineEvent | { type: 'error'; code: string; message: string }) =>
  writeSync(1, `${JSON.stringify(event)}\n`)
const ports = {
  emit: tell,
  prompter: { ask: () => Promise.reject(new MeshroomError('INPUT_REQUIRED', 'nobody is there')) },
  secrets: {
    get: async () => undefined,
    keys: async () => [],
    set: async () => {},
    forget: async () => {},
    remove: async () => {},
  },
}

try {
  for (const operation of JSON.parse(operations) as ProcessOperation[]) await operate(operation)
} catch (error) {
  const { code, message } = error as MeshroomError
  tell({ type: 'error', code, message })
  process.exitCode = 2
}

async function operate(operation: ProcessOperation): Promise<void> {
  switch (operation.type) {
    case 'configure': {
      const settings = { version: operation.version }
      await configureInstance(await openMesh({ root, ports }), { name: operation.instance, settings, secrets: {} })
      return
    }
    case 'mark':
      await fetch(`${operation.url}/?action=mark`)
      return
    case 'unplug':
      return unplug(operation)
    default:
      return run(operation.type)
  }
}

async function unplug({ source, destination }: { readonly source: string; readonly destination: string }) {
  const mesh = await openMesh({ root, ports })
  const isThere = mesh.project.plugs.some((plug) => plug.source === source && plug.destination === destination)
  if (isThere) await unplugInstances(mesh, { topic: 'events', source, destination })
}

async function run(action: 'up' | 'down'): Promise<void> {
  const lock = projectLock({ root, emit: tell })
  const work = async () => {
    const opened = await openMesh({ root, ports, lock })
    const mesh: Mesh = process.env.CRASH_WITHOUT_BEGIN ? { ...opened, states: forgetful(opened.states) } : opened
    const plan = await (action === 'up' ? planUp : planDown)(mesh)
    if (plan.steps.length === 0) return settlePlan(mesh, plan)
    const report = await runPlan(mesh, plan, { by: 'a test' })
    if (report.failed.length > 0) process.exitCode = 1
  }
  await lock.hold(action, work, { timeoutMs: 60_000 })
}
