import type { HookKind, HookOptions, Settings } from '@meshroom/hooks-sdk'
import type {
  Capability,
  Instance,
  Integration,
  Mode,
  Plug,
  Product,
  Role,
  Setting,
  SettingValue,
} from '@meshroom/model'
import type { HookDeclaration } from '../src/hooks/hook-declaration.ts'
import type { SideFacts } from '../src/mesh/list-offers.ts'
import type { PlugQuestion } from '../src/mesh/weigh-offers.ts'

type CapabilityText = string

/** `consumes events push cef`, `triggers search_threat`, `executes * pull`: what a definition would say. */
export function capability(text: CapabilityText, more: Partial<Capability> = {}): Capability {
  const [verb = '', topic = '*', mode = 'push', format] = text.split(' ')
  const role = { consumes: 'consumer', produces: 'producer', triggers: 'trigger', executes: 'executor' }[verb]
  if (role === undefined) throw new Error(`no verb: ${verb}`)
  return {
    role: role as Role,
    mode: mode as Mode,
    ...(topic !== '*' && { topic }),
    ...(format !== undefined && { format }),
    constraints: {},
    ...more,
  }
}

export function product(name: string, capabilities: readonly (CapabilityText | Capability)[] = []): Product {
  return {
    name,
    tags: [],
    capabilities: capabilities.map((one) => (typeof one === 'string' ? capability(one) : one)),
    settings: [],
    permissions: { net: [], run: [], write: [], git: false },
    folder: `products/${name}`,
    file: `products/${name}/definition.yaml`,
    extra: {},
  }
}

/** `events_consumer`, `search_threat_trigger_pull`: the stem of a manifest's file name. */
export function integration(owner: string, target: string, stem: string, more: Partial<Integration> = {}): Integration {
  const match = /^(?:(.+)_)?(consumer|producer|trigger|executor)(_pull)?$/.exec(stem)
  if (match === null) throw new Error(`no integration name: ${stem}`)
  const [, topic, role, pull] = match
  return {
    product: owner,
    target,
    ...(topic !== undefined && { topic }),
    role: role as Role,
    mode: pull === undefined ? 'push' : 'pull',
    settings: [],
    ownsBoth: false,
    extra: {},
    file: `products/${owner}/integrations/${target}/${stem}.yaml`,
    ...more,
  }
}

/** `setup.consumer` of a product, in a file of its own; `at` puts it beside an integration's manifest. */
export function hook(
  owner: string,
  factory: string,
  options: HookOptions & { readonly name?: string; readonly at?: Integration } = {},
): HookDeclaration {
  const { name, at, ...rest } = options
  const [kind, role] = factory.split('.') as [HookKind, Role | undefined]
  const file = at === undefined ? `products/${owner}/${kind}.ts` : at.file.replace(/\.yaml$/, '.ts')
  const exported = name ?? `${kind}_${role ?? 'any'}_${rest.topic ?? 'any'}`
  return {
    id: `${file}#${exported}`,
    product: owner,
    file,
    export: exported,
    kind,
    ...(at !== undefined ? { role: at.role, integration: placeOf(at) } : role !== undefined && { role }),
    options: rest,
    place: { file, line: 1, column: 1 },
  }
}

function placeOf({ target, topic, role, mode }: Integration) {
  return { target, ...(topic !== undefined && { topic }), role, mode }
}

export interface Side {
  readonly instance?: string
  readonly capabilities?: readonly (CapabilityText | Capability)[]
  readonly integrations?: readonly Integration[]
  readonly hooks?: readonly HookDeclaration[]
}

/** One end of a plug: product `edr` with an instance `my-edr`. */
export function side(name: string, { instance, capabilities, integrations = [], hooks = [] }: Side = {}): SideFacts {
  return { instance: instance ?? `my-${name}`, product: product(name, capabilities), integrations, hooks }
}

/** A plug to be made from `source` to `destination`. */
export function question(
  topic: string,
  source: SideFacts,
  destination: SideFacts,
  more: Pick<PlugQuestion, 'mode' | 'format' | 'owner'> = {},
): PlugQuestion {
  return { topic, source, destination, ...more }
}

export function instance(name: string, owner: string, settings: Record<string, SettingValue> = {}): Instance {
  const folder = `instances/${owner}/${name}`
  return { name, product: owner, settings, extra: {}, folder, file: `${folder}/config.yaml` }
}

export function plug(topic: string, source: Instance, destination: string, more: Partial<Plug> = {}): Plug {
  const mode = more.mode ?? 'push'
  const file = `${source.folder}/plugs/${destination}/${topic}${mode === 'pull' ? '_pull' : ''}.yaml`
  return { source: source.name, destination, topic, mode, settings: {}, extra: {}, file, ...more }
}

export function setting(name: string, more: Partial<Setting> = {}): Setting {
  return { name, type: 'string', nullable: false, required: more.default === undefined, secret: false, ...more }
}

export type { Settings }
