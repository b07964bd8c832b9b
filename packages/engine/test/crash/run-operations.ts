/*
 * Does operations on a project, one after another, in a process that may be killed: `run-operations.ts ROOT JSON`. What happens is told on standard
 * output. CRASH_WITHOUT_BEGIN spares runs to note that a step begins: for the test of the test.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import {
  addInstance,
  adoptPlugs,
  configureInstance,
  createIntegration,
  createProduct,
  type EngineEvent,
  type EnginePorts,
  ensureTrusted,
  forgetPlugs,
  type Mesh,
  openMesh,
  planDown,
  planUp,
  plugInstances,
  projectLock,
  removeInstance,
  repairStates,
  runPlan,
  settlePlan,
  unplugInstances,
} from '../../src/index.ts'
import { forgetful } from './forgetful.ts'
import type { ProcessOperation } from './process-world.ts'

const [root = '.', operations = '[]'] = process.argv.slice(2)
const tell = (event: EngineEvent | { type: 'error'; code: string; message: string; hint?: string; path?: string }) =>
  writeSync(1, `${JSON.stringify(event)}\n`)
const ports: EnginePorts = {
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
/** A person who says yes, whose own folder lies in the project, where all that is written is watched. */
const asking: EnginePorts = {
  ...ports,
  trust: { folder: join(root, '.local/state/trust'), policy: 'ask', ask: async () => 'yes' },
}

try {
  for (const operation of JSON.parse(operations) as ProcessOperation[]) await operate(operation)
} catch (error) {
  const { code, message, hint, path } = error as { code: string; message: string; hint?: string; path?: string }
  tell({ type: 'error', code, message, ...(hint !== undefined && { hint }), ...(path !== undefined && { path }) })
  process.exitCode = 2
}

async function operate(operation: ProcessOperation): Promise<unknown> {
  const nothing = { settings: {}, secrets: {} }
  const mesh = (withPorts = ports) => openMesh({ root, ports: withPorts })
  switch (operation.type) {
    case 'up':
    case 'down':
      return run(operation.type)
    case 'mark':
      return fetch(`${operation.url}/?action=mark`)
    case 'configure': {
      const { instance: name, version } = operation
      return configureInstance(await mesh(), { ...nothing, name, settings: { version } })
    }
    case 'add': {
      const { product, name, url } = operation
      return addInstance(await mesh(), { ...nothing, product, name, settings: { url, version: 'v1' } })
    }
    case 'remove':
      return remove(await mesh(), operation.instance)
    case 'plug':
      return plugInstances(await mesh(), { ...operation, ...nothing, topic: 'events' })
    case 'unplug':
      return unplug(await mesh(), operation)
    case 'create product':
      return createProduct(await mesh(asking), { name: operation.name, files: newProduct(operation.name) })
    case 'create integration':
      return createIntegration(await mesh(), { ...operation, topic: 'alerts', role: 'producer' })
    case 'trust':
      return ensureTrusted(await mesh(asking))
    case 'adopt':
      return adoptPlugs(await mesh(), {}, { by: 'a test' })
    case 'forget':
      return forgetPlugs(await mesh(), { source: 'a' })
    case 'repair':
      return repairStates(await mesh())
    case 'commit':
      return commit()
    case 'write':
      return writeFileSync(join(root, operation.file), operation.text)
  }
}

/** Edits that come before a run are done where they are still to be done, so that the whole can be repeated. */
async function unplug(mesh: Mesh, { source, destination }: { readonly source: string; readonly destination: string }) {
  const isThere = mesh.project.plugs.some((plug) => plug.source === source && plug.destination === destination)
  if (isThere) await unplugInstances(mesh, { topic: 'events', source, destination })
}

async function remove(mesh: Mesh, name: string): Promise<void> {
  if (mesh.project.instances.has(name)) await removeInstance(mesh, { name, force: true })
}

function newProduct(name: string): Readonly<Record<string, string>> {
  return { 'definition.yaml': `name: ${name}\n`, 'hooks.ts': '// nothing yet\n', 'templates/note.md': 'a note\n' }
}

function commit(): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], { cwd: root, stdio: 'ignore' })
  git('init', '--quiet')
  git('add', 'state')
  git('commit', '--quiet', '--message', 'up')
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
