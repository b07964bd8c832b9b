import { MeshroomError } from '@meshroom/model'
import type { HookInput } from '../../src/host/hook-host.ts'
import type { Mesh } from '../../src/mesh/mesh.ts'
import { planDown } from '../../src/mesh/plan-down.ts'
import { planUp } from '../../src/mesh/plan-up.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { runPlan, settlePlan } from '../../src/run/run-plan.ts'
import { plugKey } from '../../src/state/plug-state.ts'
import { journalPath } from '../../src/state/state-place.ts'
import { quick } from '../edr-feeds-siem.ts'
import { TestMesh } from '../test-mesh.ts'
import { forgetful } from './forgetful.ts'
import { mortalMachine } from './mortal-machine.ts'
import type { Mishap, Operation, Program } from './program.ts'
import { type Standing, sideInTheWay } from './side-in-the-way.ts'

/** A mesh in memory whose tenants remember what hooks have made of them, and whose processes can be ended anywhere. */
export class World {
  readonly mesh = new TestMesh()
  /** `plug side hook` → the settings that it was made with; in the order in which they were first made. */
  readonly tenant = new Map<string, string>()
  /** Laws that were broken. */
  readonly broken: string[] = []
  readonly #program: Program
  /** What a run is spared for the test of the test. */
  readonly #withoutBegin: boolean
  #version = 0
  #mishap: Mishap | undefined
  #changes = 0
  #hooks = 0
  #succeeded = new Set<string>()
  #called: string[] = []

  constructor(program: Program, { withoutBegin = false }: { readonly withoutBegin?: boolean } = {}) {
    this.#program = program
    this.#withoutBegin = withoutBegin
    const { mesh } = this
    mesh.machine = mortalMachine(mesh.disk)
    mesh.disk.fate = () => this.#fateOfChange()
    for (const index of program.products.keys()) this.#addProduct(index)
    for (const index of program.plugs.keys()) this.#plug(index)
  }

  async operate(operation: Operation): Promise<void> {
    if (operation.type === 'up' || operation.type === 'down') await this.#run(operation.type, operation.mishap)
    else if (operation.type === 'plug') this.#plug(operation.plug)
    else if (operation.type === 'unplug') this.#unplug(operation.plug)
    else if (operation.type === 'configure') this.#configure(operation.instance)
    else this.mesh.codeVersion += '1'
  }

  /** Plans and runs without mishap. @returns how many hooks were called */
  async settle(action: 'up' | 'down'): Promise<number> {
    await this.#run(action, undefined)
    return this.#called.length
  }

  /** What the tenants should hold when everything is up. */
  wanted(): ReadonlyMap<string, string> {
    const { plugs } = this.mesh.open().project
    const wanted = plugs.flatMap((plug) =>
      (['source', 'destination'] as const).flatMap((side) => {
        const index = Number(plug[side].slice(1))
        const url = String(this.mesh.open().project.instances.get(plug[side])?.settings.url)
        const count = this.#program.products[index]?.setups ?? 0
        return Array.from({ length: count }, (_, at) => [`${plugKey(plug)} ${side} ${at}`, url] as const)
      }),
    )
    return new Map(wanted)
  }

  async #run(action: 'up' | 'down', mishap: Mishap | undefined): Promise<void> {
    const { disk } = this.mesh
    this.#mishap = mishap
    this.#changes = this.#hooks = 0
    this.#called = []
    const crashed = disk.crashed().then(() => true)
    const mesh = this.#open()
    const work = mesh.lock.hold(action, async () => {
      const plan = await (action === 'up' ? planUp : planDown)(mesh)
      this.#checkPlan(plan)
      if (plan.steps.length === 0) await settlePlan(mesh, plan)
      else await runPlan(mesh, plan, quick)
    })
    const ended = await Promise.race([work.then(() => false), crashed])
    this.#mishap = undefined
    if (ended && mishap?.what === 'power') disk.losePower((text) => text.slice(0, mishap.nth * 7))
    await this.#checkState()
    if (!ended) this.#succeeded.clear()
  }

  #open(): Mesh {
    const mesh = this.mesh.open()
    this.mesh.events.length = 0
    const { emit } = mesh.ports
    const ports = {
      ...mesh.ports,
      emit: (event: Parameters<typeof emit>[0]) => {
        emit(event)
        if (event.type === 'step-succeeded') this.#succeeded.add(event.step)
      },
    }
    const states = this.#withoutBegin ? forgetful(mesh.states) : mesh.states
    return { ...mesh, ports, states }
  }

  /** A step that was told to have succeeded before a crash is not in the plan after it, unless something was edited since. */
  #checkPlan({ steps }: Plan): void {
    for (const { id, cause } of steps)
      if (this.#succeeded.has(id) && /^(new|interrupted|failed)/.test(cause))
        this.broken.push(`${id} is repeated after a crash: ${cause}`)
    this.#succeeded.clear()
  }

  async #checkState(): Promise<void> {
    const { problems } = await this.mesh.open().states.readAll()
    for (const { diagnostic } of problems) this.broken.push(`state: ${diagnostic.file}: ${diagnostic.message}`)
  }

  #fateOfChange() {
    const { at, nth } = this.#mishap ?? {}
    return at === 'disk' && this.#changes++ === nth ? 'crash' : 'made'
  }

  /** One call of a hook: it may fail or the process end, before or after the effect. */
  async #act(input: HookInput, { place, effect }: { readonly place: string; readonly effect: (key: string) => void }) {
    const { disk } = this.mesh
    const epoch = disk.epoch
    await new Promise((resolve) => setImmediate(resolve))
    if (epoch !== disk.epoch) return new Promise<never>(() => {})
    const { plug } = input
    if (plug === undefined) throw new Error('a hook of a side has a plug')
    const side = plug.source === input.instance?.name ? 'source' : 'destination'
    const key = `${plugKey(plug)} ${side} ${place}`
    this.#called.push(key)
    const happens = this.#mishap?.at !== 'disk' && this.#hooks++ === this.#mishap?.nth ? this.#mishap : undefined
    if (happens?.at === 'before') return this.#befall(happens)
    effect(key)
    if (happens?.at === 'after') return this.#befall(happens)
    return null
  }

  #befall({ what }: Mishap): Promise<never> {
    if (what === 'fail') throw new MeshroomError('HOOK_FAILED', 'the tenant answered 500')
    this.mesh.disk.kill()
    return new Promise(() => {})
  }

  #addProduct(index: number): void {
    const name = `p${index}`
    const { setups, checks } = this.#program.products[index] ?? { setups: 1, checks: false }
    this.mesh.product(name).instance(`i${index}`, name, { url: 'v0' })
    for (const role of ['producer', 'consumer'] as const) {
      for (let at = 0; at < setups; at++)
        this.mesh.hook(name, `setup.${role}`, { topic: 'events', name: `setup_${role}_${at}` }, (input) =>
          this.#act(input, { place: String(at), effect: (key) => this.#make(key, input) }),
        )
      this.mesh.hook(name, `teardown.${role}`, { topic: 'events' }, (input) =>
        this.#act(input, { place: '', effect: (key) => this.#unmake(key) }),
      )
      if (checks) this.mesh.hook(name, `check.${role}`, { topic: 'events' }, (input) => this.#check(input, setups))
    }
  }

  #make(key: string, input: HookInput): void {
    const { plug } = input
    const [, side] = key.split(' ')
    const first = plug?.mode === 'push' ? 'destination' : 'source'
    const others = [...this.tenant.keys()].some((each) => plug && each.startsWith(`${plugKey(plug)} ${first}`))
    if (side !== first && !others) this.broken.push(`${key} was set up before the ${first}`)
    if (!this.#isNoted(input)) this.broken.push(`${key}: its beginning was not on disk when its hook was called`)
    this.tenant.set(key, String(input.instance?.settings.url))
  }

  #unmake(key: string): void {
    const inTheWay = sideInTheWay([...this.tenant.keys()].map(standing), standing(key))
    if (inTheWay !== undefined) this.broken.push(`${key}was torn down before the ${inTheWay}`)
    for (const each of this.tenant.keys()) if (each.startsWith(key)) this.tenant.delete(each)
  }

  #isNoted({ plug }: HookInput): boolean {
    const path = journalPath({ root: '/nowhere', environment: 'default', disk: this.mesh.disk.open() })
    return (
      this.#withoutBegin || (plug !== undefined && (this.mesh.disk.durable.get(path) ?? '').includes(plugKey(plug)))
    )
  }

  #check({ plug, instance }: HookInput, setups: number) {
    if (plug === undefined) throw new Error('a check has a plug')
    const side = plug.source === instance?.name ? 'source' : 'destination'
    const found = Array.from({ length: setups }, (_, at) => this.tenant.get(`${plugKey(plug)} ${side} ${at}`))
    if (found.every((url) => url === undefined)) return { status: 'absent' }
    return { status: found.every((url) => url === instance?.settings.url) ? 'present' : 'changed' }
  }

  #plug(index: number): void {
    const { plugs } = this.#program
    const plug = plugs[index % Math.max(plugs.length, 1)]
    if (plug === undefined) return
    this.mesh.plug('events', `i${plug.source}`, `i${plug.destination}`, { mode: plug.mode })
  }

  #unplug(index: number): void {
    const { plugs } = this.#program
    const plug = plugs[index % Math.max(plugs.length, 1)]
    if (plug !== undefined) this.mesh.unplug('events', `i${plug.source}`, `i${plug.destination}`)
  }

  #configure(index: number): void {
    this.mesh.instance(`i${index}`, `p${index}`, { url: `v${++this.#version}` })
  }
}

/** Of `<plug> <side> …`. */
function standing(key: string): Standing {
  const [plug = '', side = ''] = key.split(' ')
  return { plug, side }
}
