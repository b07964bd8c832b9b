import { MeshroomError } from '@meshroom/model'
import type { HookInput } from '../../src/host/hook-host.ts'
import type { Mesh } from '../../src/mesh/mesh.ts'
import { planDown } from '../../src/mesh/plan-down.ts'
import { planUp } from '../../src/mesh/plan-up.ts'
import type { Plan, PlugRef } from '../../src/plan/plan.ts'
import { checkPlugs } from '../../src/run/check-plugs.ts'
import { runPlan, settlePlan } from '../../src/run/run-plan.ts'
import { plugKey } from '../../src/state/plug-state.ts'
import { journalPath } from '../../src/state/state-place.ts'
import { quick } from '../edr-feeds-siem.ts'
import { TestMesh } from '../test-mesh.ts'
import { forgetful } from './forgetful.ts'
import { mortalMachine } from './mortal-machine.ts'
import type { Mishap, Operation, Program, ProgramProduct } from './program.ts'
import { type SidePlace, TenantInMemory } from './tenant-in-memory.ts'

/** A mesh in memory whose tenants remember what hooks have made of them, and whose processes can be ended anywhere. */
export class World {
  readonly mesh = new TestMesh()
  readonly tenant = new TenantInMemory()
  /** Laws that were broken. */
  readonly broken: string[] = []
  /** Plans that met a change by teardown and setup. */
  replacings = 0
  readonly #program: Program
  /** As they are now. */
  readonly #products: (ProgramProduct & { readonly renames: number })[]
  /** What a run is spared for the test of the test. */
  readonly #withoutBegin: boolean
  /** Of instances, as they are called now. */
  readonly #names: string[]
  #version = 0
  #mishap: Mishap | undefined
  #changes = 0
  #hooks = 0
  #succeeded = new Set<string>()
  #called: string[] = []
  #planned: Plan['steps'] = []

  constructor(program: Program, { withoutBegin = false }: { readonly withoutBegin?: boolean } = {}) {
    this.#program = program
    this.#names = program.products.map((_, index) => `i${index}`)
    this.#products = program.products.map((product) => ({ ...product, renames: 0 }))
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
    else if (operation.type === 'rename instance') this.#renameInstance(operation.instance)
    else if (operation.type === 'drift') await this.#drift(operation.instance)
    else if (operation.type === 'rename hooks') this.#renameHooks(operation.product)
    else if (operation.type === 'drop hook') this.#dropHook(operation.product)
    else this.mesh.codeVersion += '1'
  }

  /** Plans and runs without mishap. @returns how many hooks were called */
  async settle(action: 'up' | 'down'): Promise<number> {
    await this.#run(action, undefined)
    return this.#called.length
  }

  /** What the tenants should hold when everything is up. */
  wanted(): ReadonlyMap<string, string> {
    const { plugs, instances } = this.mesh.open().project
    const wanted = plugs.flatMap((plug) =>
      (['source', 'destination'] as const).flatMap((side) => {
        const url = String(instances.get(plug[side])?.settings.url)
        return this.#things({ ...namesOf(plug), side, mode: plug.mode, url }, indexOf(plug[side])).map(
          (thing) => [thing, url] as const,
        )
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
      this.#planned = plan.steps
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
        if (event.type === 'step-started') this.#undo(event.step)
        if (event.type === 'step-succeeded') this.#succeeded.add(event.step)
      },
    }
    const states = this.#withoutBegin ? forgetful(mesh.states) : mesh.states
    return { ...mesh, ports, states }
  }

  /** What was set up is not done any more once its side is being torn down, nor what was torn down once it is being set up. */
  #undo(begun: string): void {
    const [, side, action] = /^(.+\/(?:source|destination))\/(setup|teardown)\//.exec(begun) ?? []
    const undone = `${side}/${action === 'setup' ? 'teardown' : 'setup'}/`
    for (const id of this.#succeeded) if (id.startsWith(undone)) this.#succeeded.delete(id)
  }

  /** A step that was told to have succeeded before a crash is not in the plan after it, unless something was edited since. */
  #checkPlan({ steps }: Plan): void {
    if (steps.some(({ cause }) => cause.endsWith('(replaced)'))) this.replacings++
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
  async #act(
    input: HookInput,
    { what, effect }: { readonly what: string; readonly effect: (place: SidePlace) => void },
  ) {
    const { disk } = this.mesh
    const epoch = disk.epoch
    await new Promise((resolve) => setImmediate(resolve))
    if (epoch !== disk.epoch) return new Promise<never>(() => {})
    const place = placeOf(input)
    this.#called.push(`${what} ${place.plug} ${place.side}`)
    const happens = this.#befalls() ? this.#mishap : undefined
    if (happens?.at === 'before') return this.#befall(happens)
    effect(place)
    if (happens?.at === 'after') return this.#befall(happens)
    return null
  }

  #befalls(): boolean {
    const { at, nth } = this.#mishap ?? {}
    return at !== 'disk' && this.#hooks++ === nth
  }

  #befall({ what }: Mishap): Promise<never> {
    if (what === 'fail') throw new MeshroomError('HOOK_FAILED', 'the tenant answered 500')
    this.mesh.disk.kill()
    return new Promise(() => {})
  }

  #addProduct(index: number): void {
    this.mesh.product(`p${index}`).instance(`i${index}`, `p${index}`, { url: 'v0' })
    this.#addHooks(index)
  }

  /** In the place of those that it has. */
  #addHooks(index: number): void {
    const product = this.#products[index]
    if (product === undefined) return
    const name = `p${index}`
    this.mesh.forgetHooks(name)
    for (const role of ['producer', 'consumer'] as const) {
      for (let at = 0; at < product.setups; at++) {
        const options = {
          topic: 'events',
          name: `setup_${role}_${at}_${product.renames}`,
          replace: this.#replaces(index, at),
        }
        this.mesh.hook(name, `setup.${role}`, options, (input) =>
          this.#act(input, {
            what: `setup ${at}`,
            effect: (place) => this.#make(place, this.#things(place, index)[at] ?? ''),
          }),
        )
      }
      this.mesh.hook(name, `teardown.${role}`, { topic: 'events' }, (input) =>
        this.#act(input, { what: 'teardown', effect: (place) => this.#take(place) }),
      )
      if (product.checks)
        this.mesh.hook(name, `check.${role}`, { topic: 'events', settles: true }, (input) => this.#check(input))
    }
  }

  #replaces(index: number, at: number): boolean {
    const { setups, replaces } = this.#products[index] ?? { setups: 0, replaces: 0 }
    return at >= setups - replaces
  }

  #renameHooks(index: number): void {
    const product = this.#products[index]
    if (product !== undefined) this.#products[index] = { ...product, renames: product.renames + 1 }
    this.#addHooks(index)
  }

  /** The last one, where it says `replace`: what another one made stays until its side is torn down. */
  #dropHook(index: number): void {
    const product = this.#products[index]
    if (product === undefined || product.setups < 2 || product.replaces === 0) return
    this.#products[index] = { ...product, setups: product.setups - 1, replaces: product.replaces - 1 }
    this.#addHooks(index)
  }

  /** What all setup hooks of a side make. */
  #things({ plug, side, url }: SidePlace, index: number): string[] {
    const count = this.#products[index]?.setups ?? 0
    return Array.from(
      { length: count },
      (_, at) => `${plug} ${side} ${at}${this.#replaces(index, at) ? ` ${url}` : ''}`,
    )
  }

  #make(place: SidePlace, thing: string): void {
    const broken = this.tenant.make(place, thing)
    if (broken !== undefined) this.broken.push(broken)
    if (!this.#isNoted(place)) this.broken.push(`${thing}: its beginning was not on disk when its hook was called`)
  }

  /**
   * Sides go in the reverse order of their setup; one goes alone where the other is set up again after it, as it is where it is replaced, or where the
   * other stands for the same plug under its new name.
   */
  #take(place: SidePlace): void {
    const inTheWay = this.tenant.take(place)
    const again = this.#planned.some(
      ({ action, plug, side, cause }) =>
        action === 'setup' &&
        side === inTheWay &&
        (plugKey(plug) === place.key || (namesOf(plug).plug === place.plug && cause !== 'new')),
    )
    if (inTheWay && !again) this.broken.push(`the ${place.side} of ${place.plug} was torn down before the ${inTheWay}`)
  }

  #isNoted({ key }: SidePlace): boolean {
    const path = journalPath({ root: '/nowhere', environment: 'default', disk: this.mesh.disk.open() })
    return this.#withoutBegin || (this.mesh.disk.durable.get(path) ?? '').includes(key)
  }

  #check(input: HookInput) {
    const place = placeOf(input)
    const found = this.#things(place, indexOf(input.instance?.name ?? '')).map((thing) => this.tenant.things.get(thing))
    if (found.every((url) => url === undefined)) return { status: 'absent' }
    return { status: found.every((url) => url === place.url) ? 'present' : 'changed' }
  }

  /** Somebody else changes what is on a tenant, and a check finds it, where there is one. */
  async #drift(index: number): Promise<void> {
    if (!this.#products[index]?.checks) return
    this.tenant.drift(`i${index}`)
    await checkPlugs(this.#open())
  }

  #plug(index: number): void {
    const { plugs } = this.#program
    const plug = plugs[index % Math.max(plugs.length, 1)]
    if (plug === undefined) return
    this.mesh.plug('events', this.#name(plug.source), this.#name(plug.destination), { mode: plug.mode })
  }

  #unplug(index: number): void {
    const { plugs } = this.#program
    const plug = plugs[index % Math.max(plugs.length, 1)]
    if (plug !== undefined) this.mesh.unplug('events', this.#name(plug.source), this.#name(plug.destination))
  }

  #configure(index: number): void {
    this.mesh.instance(this.#name(index), `p${index}`, { url: `v${++this.#version}` })
  }

  /** The tenant is the same, and so is what hooks make there for a plug of it. */
  #renameInstance(index: number): void {
    const { instances, plugs } = this.mesh.open().project
    const [before, after] = [this.#name(index), `i${index}-${++this.#version}`]
    this.#names[index] = after
    this.mesh.removeInstance(before).instance(after, `p${index}`, instances.get(before)?.settings)
    for (const { source, destination, mode } of plugs.filter((plug) =>
      [plug.source, plug.destination].includes(before),
    )) {
      this.mesh.unplug('events', source, destination)
      const [from = '', to = ''] = [source, destination].map((name) => (name === before ? after : name))
      this.mesh.plug('events', from, to, { mode })
    }
  }

  #name(index: number): string {
    return this.#names[index] ?? ''
  }
}

function placeOf({ plug, instance }: HookInput): SidePlace {
  if (plug === undefined) throw new Error('a hook of a side has a plug')
  const side = plug.source === instance?.name ? 'source' : 'destination'
  return { ...namesOf(plug), side, mode: plug.mode, url: String(instance?.settings.url) }
}

/** Of the product of `i<index>`, or of `i<index>-<version>` where it was renamed. */
function indexOf(instance: string): number {
  return Number.parseInt(instance.slice(1), 10)
}

/** On its tenants a plug is known by what its instances were called first. */
function namesOf(plug: PlugRef): Pick<SidePlace, 'key' | 'plug'> {
  const key = plugKey(plug)
  return { key, plug: key.replaceAll(/-\d+/g, '') }
}
