import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonValue, MergeReport } from '@meshroom/hooks-sdk'
import { type Product, writeFileAtomic } from '@meshroom/model'
import { afterAll, onTestFinished } from 'vitest'
import type { EngineEvent } from '../../src/events.ts'
import { discoverHooks } from '../../src/hooks/discover-hooks.ts'
import type { HookDeclaration } from '../../src/hooks/hook-declaration.ts'
import type { HookHost, HookInput } from '../../src/host/hook-host.ts'
import type { HostServices, HostTuning } from '../../src/host/host-options.ts'
import type { Redactor } from '../../src/host/redact.ts'
import { startHookHost } from '../../src/host/start-hook-host.ts'
import type { Prompter, SecretOwner, SecretStore } from '../../src/ports.ts'
import type { TrustSubject } from '../../src/trust/trust-subject.ts'

/** A product with hooks in a folder of its own, and everything around it that a host asks for. */
export interface HostBench {
  readonly root: string
  readonly host: HookHost
  readonly events: EngineEvent[]
  readonly secrets: MemorySecrets
  /** Where its `hooks.ts` is, relative to the project. */
  folder: string
  /** Messages of log events. */
  logs(): string[]
  write(files: Readonly<Record<string, string>>): Promise<void>
  hook(name: string): Promise<HookDeclaration>
  /** Calls a hook for the tenant `paris` of the product `edr`, plugged into `siem`. */
  run(name: string, more?: Partial<HookInput>, options?: { signal?: AbortSignal }): Promise<JsonValue>
  input(more?: Partial<HookInput>): HookInput
}

export interface BenchOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly permissions?: Partial<Product['permissions']>
  readonly prompter?: Prompter
  readonly tuning?: HostTuning
  /** What knows the secrets of other products of the run. */
  readonly redactor?: Redactor
  readonly admit?: (subject: TrustSubject) => Promise<void>
  readonly onMerge?: (report: MergeReport) => void
  readonly onWritten?: HostServices['onWritten']
  /** Of another bench, to be another command in the same project. */
  readonly root?: string
}

/** Makes a bench whose `hooks.ts` has the given hooks; everything of it is gone after the test. */
export async function benchWith(hooks: string, options: BenchOptions = {}): Promise<HostBench> {
  const { bench, close } = await makeBench(options)
  onTestFinished(close)
  await bench.write({ 'products/edr/hooks.ts': `${imports}\n${hooks}`, ...options.files })
  return bench
}

/** One process for the tests of a file that leave it whole: each adds its own `hooks.ts`, in a folder that no other test uses. */
export function sharedBench(): { with(hooks: string, files?: Readonly<Record<string, string>>): Promise<HostBench> } {
  let made: Awaited<ReturnType<typeof makeBench>> | undefined
  let round = 0
  afterAll(() => made?.close())
  return {
    async with(hooks, files = {}) {
      made ??= await makeBench({ permissions: { net: ['127.0.0.1'] } })
      const { bench } = made
      bench.events.length = 0
      bench.secrets.values.clear()
      bench.folder = `products/edr/round-${++round}`
      await bench.write({ [`${bench.folder}/hooks.ts`]: `${imports}\n${hooks}` })
      const own = Object.entries(files).map(([path, content]) => [`${bench.folder}/${path}`, content])
      await bench.write(Object.fromEntries(own))
      return bench
    },
  }
}

async function makeBench(options: BenchOptions): Promise<{ bench: HostBench; close: () => Promise<void> }> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'meshroom-host-')))
  const events: EngineEvent[] = []
  const secrets = memorySecrets()
  const prompter = options.prompter ?? { ask: () => Promise.reject(new Error('nobody expected a question')) }
  const permissions = { net: [], run: [], write: [], git: false, ...options.permissions }
  const host = startHookHost({
    root,
    product: { name: 'edr', folder: 'products/edr', permissions },
    operation: 'up',
    services: {
      secrets,
      prompter,
      emit: (event) => void events.push(event),
      ...(options.admit && { admit: options.admit }),
      ...(options.onMerge && { onMerge: options.onMerge }),
      ...(options.onWritten && { onWritten: options.onWritten }),
    },
    ...(options.redactor && { redactor: options.redactor }),
    tuning: { graceMs: 300, killMs: 300, ...options.tuning },
  })
  const bench: HostBench = {
    root,
    host,
    events,
    secrets,
    folder: 'products/edr',
    logs: () => events.flatMap((event) => (event.type === 'log' ? [event.message] : [])),
    async write(files) {
      for (const [path, content] of Object.entries(files)) await writeFileAtomic(join(root, path), content)
    },
    hook: (name) => findHook(name, bench),
    input: inputWith,
    run: async (name, more, callOptions) =>
      (await host.call(await bench.hook(name), inputWith(more), callOptions)).result,
  }
  const close = async () => {
    await host.close()
    if (options.root === undefined) await rm(root, { recursive: true, force: true })
  }
  return { bench, close }
}

async function findHook(name: string, { root, folder }: HostBench): Promise<HookDeclaration> {
  const { hooks, diagnostics } = await discoverHooks({ root, product: 'edr', folder, integrations: [] })
  const declared = hooks.find((each) => each.export === name)
  if (declared === undefined) throw new Error(`no hook ${name}: ${JSON.stringify(diagnostics)}`)
  return declared
}

const imports = `import { check, execute, HookError, produce, publish, pull, RetryableError, scaffold, setup, teardown, trigger, watch } from '@meshroom/hooks-sdk'`

function inputWith(more: Partial<HookInput> = {}): HookInput {
  return {
    product: { name: 'edr', tags: [], definition: {} },
    instance: { name: 'paris', product: 'edr', settings: { region: 'fra1' } },
    plug: { source: 'paris', destination: 'siem', topic: 'events', mode: 'push', settings: {}, outputs: {} },
    topic: 'events',
    ...more,
  }
}

export interface MemorySecrets extends SecretStore {
  readonly values: Map<string, string>
}

/** A vault in memory; keys are `paris API_KEY` or `paris>siem TOKEN`. */
function memorySecrets(): MemorySecrets {
  const values = new Map<string, string>()
  const name = (owner: SecretOwner, key: string) =>
    `${owner.kind === 'instance' ? owner.instance : `${owner.source}>${owner.destination}`} ${key}`
  return {
    values,
    get: async (owner, key) => values.get(name(owner, key)),
    keys: async (owner) => [...values.keys()].filter((each) => each.startsWith(name(owner, ''))),
    async set(owner, given) {
      for (const [key, value] of Object.entries(given)) values.set(name(owner, key), value)
    },
    async forget(owner, keys) {
      for (const key of keys) values.delete(name(owner, key))
    },
    async remove(owner) {
      for (const each of [...values.keys()]) if (each.startsWith(name(owner, ''))) values.delete(each)
    },
  }
}
