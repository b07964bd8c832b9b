import { type JsonObject, MeshroomError, type Mode, type Plug } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { plugRef, sayPlug } from '../state/plug-state.ts'
import { checkTopic } from './check-new-name.ts'
import { plugQuestion, plugSchema } from './describe-plug.ts'
import { editProject } from './edit-project.ts'
import { nearTopic } from './explain-no-match.ts'
import { findInstance } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'
import { type GivenSettings, resolveSettings } from './resolve-settings.ts'
import { saveSettings } from './save-settings.ts'
import {
  type IntegrationSelection,
  type PlugQuestion,
  type SideSelection,
  selectIntegrations,
} from './select-integrations.ts'

export interface PlugInstancesOptions extends GivenSettings {
  readonly topic: string
  readonly source: string
  readonly destination: string
  /** Push where possible, else pull, where unset. */
  readonly mode?: Mode
  readonly format?: string
  /** `both`: each its own side; an instance: that one both sides. */
  readonly owner?: string
  /** Takes the place of the same plug, such as one in another format. */
  readonly replace?: boolean
}

export interface PluggedInstances {
  readonly plug: PlugRef
  readonly format?: string
  /** Relative to the project. */
  readonly file: string
  /** In the order of setting up. */
  readonly sides: readonly SideSelection[]
}

/**
 * Connects two instances for a topic: decides who sets up what, asks for what the integrations of both sides need, and writes the plug's
 * manifest. Nothing is sent to a tenant.
 *
 * @throws MeshroomError `PLUG_NO_MATCH` with `data.found`, `data.missing` and the commands that mend it; `PLUG_EXISTS`;
 * `TOPIC_UNKNOWN` where another topic was meant; `INSTANCE_UNKNOWN`, `INPUT_REQUIRED`, `SETTING_…`, `RUN_LOCKED`
 * @example
 * await plugInstances(mesh, { topic: 'events', source: 'myedr', destination: 'mysekoia', settings: {}, secrets: {} })
 */
export async function plugInstances(mesh: Mesh, options: PlugInstancesOptions): Promise<PluggedInstances> {
  checkTopic(options.topic)
  const source = findInstance(mesh, options.source)
  const question = await plugQuestion(mesh, options)
  const selection = selectIntegrations(question)
  await confirmTopic(mesh, question)
  const { topic, destination } = options
  const plug = { source: source.name, destination, topic, mode: selection.mode }
  const existing = mesh.plugOf(plug)
  checkFree(existing, { selection, replace: options.replace === true })
  const resolved = await resolvePlugSettings(mesh, { plug, existing, options, selection })
  const file = await editProject(mesh, 'plug', async (fresh) => {
    selectIntegrations(await plugQuestion(fresh, { ...options, mode: plug.mode }))
    const present = fresh.plugOf(plug)
    checkFree(present, { selection, replace: options.replace === true })
    const place = present?.file ?? fileOf(source.folder, plug)
    const [owner, initial, keys] = [
      { kind: 'plug', ...plug } as const,
      { topic, mode: plug.mode },
      keysOf(options, selection),
    ]
    await saveSettings(fresh, { ...resolved, kind: 'plug', file: place, owner, initial, keys })
    return place
  })
  return { plug, ...(selection.format !== undefined && { format: selection.format }), file, sides: selection.sides }
}

/** Hooks of any topic serve one that is mistyped too. */
async function confirmTopic({ ports }: Mesh, question: PlugQuestion): Promise<void> {
  const { topic, source, destination } = question
  const near = nearTopic(question)
  if (near === undefined) return
  const products = [...new Set([source.product.name, destination.product.name])].join(' and ')
  const message = `"${topic}" is no topic of ${products}, "${near}" is. Plug "${topic}" all the same?`
  if ((await ports.prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })) === true) return
  throw new MeshroomError('TOPIC_UNKNOWN', `"${topic}" is no topic of ${products}`, {
    hint: `did you mean "${near}"?`,
    data: { name: topic, suggestions: [near] },
  })
}

function fileOf(folder: string, { destination, topic, mode }: PlugRef): string {
  return `${folder}/plugs/${destination}/${topic}${mode === 'pull' ? '_pull' : ''}.yaml`
}

function checkFree(
  existing: Plug | undefined,
  { selection, replace }: { readonly selection: IntegrationSelection; readonly replace: boolean },
): void {
  if (existing === undefined || replace) return
  const same = existing.format?.toLowerCase() === selection.format?.toLowerCase()
  const what = same ? 'is there already' : `is there already, in format ${existing.format ?? 'unset'}`
  throw new MeshroomError('PLUG_EXISTS', `${sayPlug(existing)} ${what}`, {
    hint: same
      ? `meshroom configure ${existing.source} ${existing.destination} ${existing.topic} changes its settings`
      : '--replace takes its place',
    file: existing.file,
    data: { plug: plugRef(existing) },
  })
}

/** What is written is what was decided, so that a later integration does not change a plug in silence. */
function keysOf({ owner }: PlugInstancesOptions, { format }: IntegrationSelection): JsonObject {
  return { ...(format !== undefined && { format }), ...(owner !== undefined && { owner }) }
}

async function resolvePlugSettings(
  mesh: Mesh,
  input: {
    readonly plug: PlugRef
    readonly existing: Plug | undefined
    readonly options: PlugInstancesOptions
    readonly selection: IntegrationSelection
  },
) {
  const { plug, existing, options, selection } = input
  const schema = plugSchema(selection)
  const mayHave = existing !== undefined && schema.some(({ secret }) => secret)
  return resolveSettings({
    settings: options.settings,
    secrets: options.secrets,
    schema,
    current: existing?.settings ?? {},
    known: mayHave ? await mesh.ports.secrets.keys({ kind: 'plug', ...plug }) : [],
    ask: 'missing',
    ports: mesh.ports,
  })
}
