import type { Plug } from '@meshroom/model'
import { listTeardown } from '../plan/list-teardown.ts'
import { matchesFilter, type PlanFilter } from '../plan/plan-filter.ts'
import type { AbandonedPlug, DesiredPlug, RecordedPlug, RefusedPlug } from '../plan/plug-facts.ts'
import { adoptPlug } from '../state/adopt-plug.ts'
import { type PlugState, plugKey, plugRef, sayPlug } from '../state/plug-state.ts'
import { bringBack } from './bring-back.ts'
import { asRefusal, brokenHook, type DescribedPlug, describePlug } from './describe-plug.ts'
import { digestRunningCode, type RunningCode } from './digest-running-code.ts'
import { openSecretDigests, type SecretDigests } from './digest-secrets.ts'
import { findBrokenHook } from './find-broken-hook.ts'
import type { Mesh } from './mesh.ts'
import { refuseBroken, refuseSettings } from './refuse-plug.ts'

/** What plans are decided from: manifests, hooks and states of the plugs that a filter lets through. */
export interface MeshFacts {
  readonly desired: readonly DescribedPlug[]
  /** By plug key; also plugs that an earlier tool set up and that no state records yet. */
  readonly recorded: ReadonlyMap<string, RecordedPlug>
  /** Recorded, but wanted by no manifest any more. */
  readonly abandoned: readonly AbandonedPlug[]
  /** Plugs whose state cannot be read. */
  readonly unreadable: readonly RefusedPlug[]
  /** Plugs whose manifests do not make a plug. */
  readonly refused: readonly RefusedPlug[]
  /** What may run for these plugs: a teardown or a check that was read when a plan was made must be the one that runs. */
  readonly code: readonly RunningCode[]
}

/** Reads what a plan is decided from. No hook runs and nothing is written; one plug's trouble is that plug's alone. */
export async function gatherFacts(
  mesh: Mesh,
  filter: PlanFilter,
  digest: SecretDigests = openSecretDigests(mesh),
): Promise<MeshFacts> {
  const states = await readStates(mesh, filter)
  const plugs = mesh.project.plugs.filter(
    (plug) => matchesFilter(plug, filter) && !states.unreadable.has(plugKey(plug)),
  )
  const wanted = plugs.filter(
    (plug) => missingInstance(mesh, plug) === undefined || !states.readable.has(plugKey(plug)),
  )
  const described = await Promise.all(wanted.map((plug) => describeOrRefuse(mesh, plug)))
  const desired = await withSecrets({ plugs: described.flatMap((each) => each.desired ?? []), states, digest })
  const recorded = await recordAll(mesh, [...states.readable.values(), ...adopt(desired, states)])
  const keys = new Set(wanted.map(plugKey))
  const sides = [
    ...desired.flatMap(({ steps }) => steps),
    ...[...recorded.values()].flatMap(({ state }) => state.steps),
  ]
  return {
    desired,
    recorded,
    abandoned: [...recorded.values()]
      .filter(({ state }) => !keys.has(plugKey(state.plug)))
      .map((plug) => ({ ...plug, cause: whyAbandoned(mesh, plug.state) })),
    unreadable: [...states.unreadable.values()],
    // Why what is up cannot be undone says more than why it cannot be made anew.
    refused: described.flatMap(
      ({ refused }) => (refused && recorded.get(plugKey(refused.plug))?.refused) ?? refused ?? [],
    ),
    code: await digestRunningCode(mesh, sides),
  }
}

interface FilteredStates {
  readonly readable: ReadonlyMap<string, PlugState>
  readonly unreadable: ReadonlyMap<string, RefusedPlug>
}

async function readStates(mesh: Mesh, filter: PlanFilter): Promise<FilteredStates> {
  const { states, problems } = await mesh.states.readAll()
  const readable = states.filter(({ plug }) => matchesFilter(plug, filter))
  const unreadable = problems
    .filter(({ plug }) => matchesFilter(plug, filter))
    .map(({ plug, diagnostic: { code, message, hint, file } }) => ({
      plug,
      code,
      message: `${file}: ${message}`,
      ...(hint !== undefined && { hint }),
    }))
  return {
    readable: new Map(readable.map((state) => [plugKey(state.plug), state])),
    unreadable: new Map(unreadable.map((refused) => [plugKey(refused.plug), refused])),
  }
}

async function describeOrRefuse(mesh: Mesh, plug: Plug): Promise<{ desired?: DescribedPlug; refused?: RefusedPlug }> {
  try {
    const described = await describePlug(mesh, plug)
    const refused = refuseBroken(mesh, described) ?? refuseSettings(mesh, described)
    return refused === undefined ? { desired: described } : { refused }
  } catch (error) {
    return { refused: asRefusal(plug, error) }
  }
}

/** Secrets are compared only where it is known with which of them a plug was set up. */
async function withSecrets({
  plugs,
  states,
  digest,
}: {
  readonly plugs: readonly DescribedPlug[]
  readonly states: FilteredStates
  readonly digest: SecretDigests
}): Promise<DescribedPlug[]> {
  return Promise.all(
    plugs.map(async (desired) => {
      const recorded = states.readable.get(plugKey(desired.plug))?.steps ?? []
      if (!recorded.some(({ inputs }) => inputs.secrets !== undefined)) return desired
      const steps = desired.steps.map(async (step) => ({ ...step, inputs: await digest(desired.plug, step) }))
      return { ...desired, steps: await Promise.all(steps) }
    }),
  )
}

/** What an earlier tool set up counts as recorded, until a state says otherwise. */
function adopt(desired: readonly DesiredPlug[], { readable }: FilteredStates): PlugState[] {
  return desired.filter((plug) => plug.adopted && !readable.has(plugKey(plug.plug))).map((plug) => adoptPlug(plug))
}

async function recordAll(mesh: Mesh, states: readonly PlugState[]): Promise<ReadonlyMap<string, RecordedPlug>> {
  const recorded = await Promise.all(states.map((state) => recordOne(mesh, state)))
  return new Map(recorded.map((plug) => [plugKey(plug.state.plug), plug]))
}

async function recordOne(mesh: Mesh, state: PlugState): Promise<RecordedPlug> {
  const products = [...new Set(state.steps.map(({ product }) => product))]
  const manifests = await Promise.all(products.map((product) => mesh.hooksOf(product)))
  const hooks = new Map(manifests.map((manifest) => [manifest.product, manifest.hooks]))
  const teardown = listTeardown(state, (product) => hooks.get(product) ?? [])
  const refused = await whyNotUndone(mesh, state)
  return { state, teardown, ...(refused !== undefined && { refused }) }
}

/** Without its teardown hooks what is up would be forgotten, and stay. */
async function whyNotUndone(mesh: Mesh, state: PlugState): Promise<RefusedPlug | undefined> {
  for (const step of state.steps) {
    if (!mesh.project.products.has(step.product)) return productGone(state, step.product)
    const broken = await findBrokenHook(mesh, step)
    if (broken !== undefined) return asRefusal(state.plug, brokenHook(broken))
  }
  return undefined
}

function productGone({ plug }: PlugState, product: string): RefusedPlug {
  return {
    plug: plugRef(plug),
    code: 'PRODUCT_GONE',
    message: `${sayPlug(plug)} is up, but products/${product} is gone and its teardown hooks with it`,
    hint: `${bringBack(product)}; then meshroom up`,
  }
}

function whyAbandoned(mesh: Mesh, { plug }: PlugState): string {
  const missing = missingInstance(mesh, plug)
  return missing === undefined ? 'unplugged' : `instance ${missing} removed`
}

function missingInstance({ project }: Mesh, plug: { source: string; destination: string }): string | undefined {
  return [plug.source, plug.destination].find((name) => !project.instances.has(name))
}
