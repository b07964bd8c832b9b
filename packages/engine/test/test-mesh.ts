import { createHmac } from 'node:crypto'
import type { HookOptions, JsonValue, MergeReport, WatchRecord } from '@meshroom/hooks-sdk'
import {
  compareNames,
  type Diagnostic,
  type Instance,
  type Integration,
  MeshroomError,
  type Plug,
  type Product,
  type SettingValue,
} from '@meshroom/model'
import type { EngineEvent } from '../src/events.ts'
import type { HookDeclaration } from '../src/hooks/hook-declaration.ts'
import type { HookHost, HookInput, HookOutcome } from '../src/host/hook-host.ts'
import { type Machine, thisMachine } from '../src/lock/machine.ts'
import { projectLock } from '../src/lock/project-lock.ts'
import type { Mesh } from '../src/mesh/mesh.ts'
import type { PlugRef } from '../src/plan/plan.ts'
import type { EnginePorts, PromptRequest, SecretOwner } from '../src/ports.ts'
import { openStateStore } from '../src/state/open-state-store.ts'
import { parseState } from '../src/state/parse-state.ts'
import { type PlugState, plugKey } from '../src/state/plug-state.ts'
import { renderState } from '../src/state/render-state.ts'
import { plugOfStateFile, stateFile } from '../src/state/state-file.ts'
import { hook, instance, integration, plug, product } from './build-mesh.ts'
import { MemoryDisk } from './memory-disk.ts'

/** What a fake hook does: `put` writes an output. */
export type FakeHook = (
  input: HookInput,
  put: (name: string, value: JsonValue) => void,
  signal?: AbortSignal,
) => unknown

const root = '/nowhere'

/** A mesh in memory with hooks that are functions of the test; every call of a hook is in `calls`. */
export class TestMesh {
  /** `setup my-siem`, in the order they began. */
  readonly calls: string[] = []
  readonly inputs: HookInput[] = []
  readonly events: EngineEvent[] = []
  readonly questions: PromptRequest[] = []
  readonly secrets = new Map<string, Record<string, string>>()
  readonly disk = new MemoryDisk()
  readonly writtenSecrets = new Set<string>()
  readonly diagnostics: Diagnostic[] = []
  /** Answers of the person, in order; none left: nobody is there. */
  readonly answers: (string | boolean)[] = []
  /** Host processes started, by product. */
  readonly hosts: string[] = []
  openHosts = 0
  /** That were open at once. */
  mostHosts = 0
  codeVersion = '1'
  /** Of products whose code has a version of its own. */
  readonly codeVersions = new Map<string, string>()
  machine: Machine = { ...thisMachine, wait: async () => {} }
  /** Of the host started last: tells it what a merge made. */
  onMerge: ((report: MergeReport) => void) | undefined
  #products = new Map<string, Product>()
  #integrations: Integration[] = []
  #instances = new Map<string, Instance>()
  #plugs: Plug[] = []
  #hooks: HookDeclaration[] = []
  #functions = new Map<string, FakeHook>()
  #streams = new Map<string, readonly WatchRecord[]>()

  /** What is recorded now, by plug key; throws where it cannot be read. */
  get states(): ReadonlyMap<string, PlugState> {
    const files = [...this.disk.files].filter(([path]) => path.startsWith(`${root}/state/`))
    const parsed = files.map(([path, text]) => {
      const file = path.slice(root.length + 1)
      const expected = plugOfStateFile('default', file)
      if (expected === undefined) throw new Error(`${file} is no state`)
      const answer = parseState(text, { file, expected })
      if ('problem' in answer) throw new Error(answer.problem.message)
      return [plugKey(expected), answer.state] as const
    })
    return new Map(parsed)
  }

  /** Records a state, as an earlier run would have. */
  record(state: PlugState): void {
    this.disk.put(`${root}/${stateFile('default', state.plug)}`, renderState(state))
  }

  product(name: string, capabilities: Parameters<typeof product>[1] = [], more: Partial<Product> = {}): this {
    this.#products.set(name, { ...product(name, capabilities), ...more })
    return this
  }

  integration(owner: string, target: string, stem: string, more: Partial<Integration> = {}): Integration {
    const made = integration(owner, target, stem, more)
    this.#integrations = [...this.#integrations.filter(({ file }) => file !== made.file), made]
    return made
  }

  hook(
    owner: string,
    factory: string,
    options: Parameters<typeof hook>[2] = {},
    run: FakeHook = () => null,
  ): HookDeclaration {
    const declared = hook(owner, factory, options)
    this.#hooks = [...this.#hooks.filter(({ id }) => id !== declared.id), declared]
    this.#functions.set(declared.id, run)
    return declared
  }

  watchHook(owner: string, options: HookOptions, records: readonly WatchRecord[]): HookDeclaration {
    const declared = this.hook(owner, 'watch', options)
    this.#streams.set(declared.id, records)
    return declared
  }

  forgetHooks(owner: string): this {
    this.#hooks = this.#hooks.filter(({ product: name }) => name !== owner)
    return this
  }

  instance(name: string, owner: string, settings: Record<string, SettingValue> = {}): this {
    this.#instances.set(name, instance(name, owner, settings))
    return this
  }

  removeInstance(name: string): this {
    this.#instances.delete(name)
    return this
  }

  removeProduct(name: string): this {
    this.#products.delete(name)
    return this.forgetHooks(name)
  }

  plug(topic: string, source: string, destination: string, more: Partial<Plug> = {}): this {
    const from = this.#instances.get(source)
    if (from === undefined) throw new Error(`no instance ${source}`)
    const made = plug(topic, from, destination, more)
    this.#plugs = [...this.#plugs.filter((each) => plugKey(each) !== plugKey(made)), made]
    return this
  }

  unplug(topic: string, source: string, destination: string): this {
    this.#plugs = this.#plugs.filter(
      (each) => each.topic !== topic || each.source !== source || each.destination !== destination,
    )
    return this
  }

  /** The mesh as it is described now; states, secrets and calls are shared by all that are opened. */
  open(): Mesh {
    const disk = this.disk.open()
    const ports = this.#ports()
    const plugs = this.#plugs.toSorted((a, b) => compareNames(plugKey(a), plugKey(b)))
    const integrations = this.#integrations.toSorted((a, b) => compareNames(a.file, b.file))
    const hooks = [...this.#hooks]
    return {
      root,
      environment: 'default',
      project: {
        root,
        products: new Map(this.#products),
        integrations,
        instances: new Map(this.#instances),
        plugs,
        diagnostics: [...this.diagnostics],
      },
      ports,
      states: openStateStore({ root, environment: 'default', disk }),
      lock: projectLock({ root, emit: ports.emit, disk, machine: this.machine }),
      hooksOf: async (name) => ({
        product: name,
        hooks: hooks.filter((each) => each.product === name),
        diagnostics: [],
        digest: this.codeVersion,
      }),
      integrationsOf: (name) => integrations.filter((each) => each.product === name),
      writtenSecrets: this.writtenSecrets,
      plugOf: (ref: PlugRef) => plugs.find((each) => plugKey(each) === plugKey(ref)),
      codeDigestOf: async ({ product: owner }) => this.codeVersions.get(owner) ?? this.codeVersion,
      startHost: ({ name }, _, { onMerge } = {}) => {
        this.hosts.push(name)
        this.openHosts++
        this.mostHosts = Math.max(this.mostHosts, this.openHosts)
        this.onMerge = onMerge
        return this.#host()
      },
    }
  }

  #host(): HookHost {
    return {
      warm: () => {},
      call: (declared, input, options) => this.#call(declared, input, options),
      stream: (declared, input) => this.#stream(declared, input),
      close: async () => void this.openHosts--,
    }
  }

  async #call(
    declared: HookDeclaration,
    input: HookInput,
    options: Parameters<HookHost['call']>[2],
  ): Promise<HookOutcome> {
    this.calls.push(`${declared.kind} ${input.instance?.name ?? input.product.name}`)
    this.inputs.push(input)
    const outputs: Record<string, JsonValue> = {}
    const put = (name: string, value: JsonValue) => {
      outputs[name] = value
      void options?.onOutput?.(name, value)
    }
    const run = this.#functions.get(declared.id)
    if (run === undefined) throw new Error(`no function for ${declared.id}`)
    const result = ((await run(input, put, options?.signal)) ?? null) as JsonValue
    return { result, outputs }
  }

  async *#stream(declared: HookDeclaration, input: HookInput): AsyncGenerator<WatchRecord, void, void> {
    this.calls.push(`${declared.kind} ${input.instance?.name}`)
    this.inputs.push(input)
    yield* this.#streams.get(declared.id) ?? []
  }

  #ports(): EnginePorts {
    return {
      emit: (event) => void this.events.push(event),
      prompter: {
        ask: async (request) => {
          this.questions.push(request)
          const answer = this.answers.shift()
          if (answer === undefined) throw new MeshroomError('INPUT_REQUIRED', `${request.flag} is needed`)
          return answer
        },
      },
      secrets: {
        get: async (owner, key) => this.secrets.get(ownerKey(owner))?.[key],
        keys: async (owner) => Object.keys(this.secrets.get(ownerKey(owner)) ?? {}).sort(),
        set: async (owner, values) =>
          void this.secrets.set(ownerKey(owner), { ...this.secrets.get(ownerKey(owner)), ...values }),
        forget: async (owner, keys) => {
          const left = Object.entries(this.secrets.get(ownerKey(owner)) ?? {}).filter(([key]) => !keys.includes(key))
          this.secrets.set(ownerKey(owner), Object.fromEntries(left))
        },
        remove: async (owner) => void this.secrets.delete(ownerKey(owner)),
        digests: async (owner, keys) => {
          const values = this.secrets.get(ownerKey(owner)) ?? {}
          const known = keys.filter((key) => values[key] !== undefined)
          return Object.fromEntries(
            known.map((key) => [
              key,
              createHmac('sha256', 'k')
                .update(values[key] ?? '')
                .digest('hex'),
            ]),
          )
        },
      },
    }
  }
}

/** `instance siem/my-siem`, `plug a/b/events/push`. */
export function ownerKey(owner: SecretOwner): string {
  return owner.kind === 'instance' ? `instance ${owner.product}/${owner.instance}` : `plug ${plugKey(owner)}`
}
