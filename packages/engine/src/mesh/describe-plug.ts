import type { Settings } from '@meshroom/hooks-sdk'
import { type Diagnostic, MeshroomError, type Plug } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { DesiredPlug, DesiredStep, RefusedPlug } from '../plan/plug-facts.ts'
import { recordIntegration } from '../plan/recorded-integration.ts'
import type { SideOfPlug } from '../run/hook-input.ts'
import { digestValue } from '../state/digest-code.ts'
import { plugRef } from '../state/plug-state.ts'
import { effectiveSettings, mergeSchemas } from './effective-settings.ts'
import { findBrokenHook } from './find-broken-hook.ts'
import { findInstance, findProduct } from './find-by-name.ts'
import type { SideFacts } from './list-offers.ts'
import type { Mesh } from './mesh.ts'
import { type IntegrationSelection, type SideSelection, selectIntegrations } from './select-integrations.ts'
import type { PlugQuestion } from './weigh-offers.ts'

/** A plug with the integrations and hooks that serve it. */
export interface DescribedPlug extends DesiredPlug {
  readonly manifest: Plug
  readonly selection: IntegrationSelection
}

/**
 * Says how a plug of the project is made: its selection and the setup steps that follow from it. Runs no hook.
 *
 * @throws MeshroomError as `selectIntegrations` and {@link plugQuestion} do
 */
export async function describePlug(mesh: Mesh, plug: Plug): Promise<DescribedPlug> {
  const selection = selectIntegrations(await plugQuestion(mesh, plug))
  const steps: DesiredStep[] = []
  for (const side of selection.sides) steps.push(...(await stepsOf(mesh, { plug, side, selection })))
  return {
    plug: plugRef(plug),
    manifest: plug,
    ...(selection.format !== undefined && { format: selection.format }),
    steps,
    adopted: plug.status === 'up',
    selection,
  }
}

/**
 * The question that a plug, made or to be made, puts to the selection.
 *
 * @throws MeshroomError `HOOK_…` with the place of a hook that cannot be read; `INSTANCE_UNKNOWN`, `PRODUCT_UNKNOWN`
 */
export async function plugQuestion(
  mesh: Mesh,
  plug: Pick<PlugQuestion, 'topic' | 'mode' | 'format' | 'owner'> & {
    readonly source: string
    readonly destination: string
  },
): Promise<PlugQuestion> {
  const { topic, mode, format, owner } = plug
  const [source, destination] = await Promise.all([sideFacts(mesh, plug.source), sideFacts(mesh, plug.destination)])
  await refuseBrokenHooks(mesh, [source, destination])
  return { topic, mode, format, owner, source, destination }
}

/** Settings of a plug are those of both sides' integrations. */
export function plugSchema({ sides }: Pick<IntegrationSelection, 'sides'>) {
  return mergeSchemas(...sides.map(({ integration }) => integration?.settings ?? []))
}

async function sideFacts(mesh: Mesh, name: string): Promise<SideFacts> {
  const product = findProduct(mesh, findInstance(mesh, name).product)
  const { hooks } = await mesh.hooksOf(product.name)
  return { instance: name, product, integrations: mesh.integrationsOf(product.name), hooks }
}

/** A hook that cannot be read is missing where it is looked for: what is wrong is said of it, and not what follows. */
async function refuseBrokenHooks(mesh: Mesh, [a, b]: readonly [SideFacts, SideFacts]): Promise<void> {
  const broken =
    (await findBrokenHook(mesh, { product: a.product.name, target: b.product.name })) ??
    (await findBrokenHook(mesh, { product: b.product.name, target: a.product.name }))
  if (broken !== undefined) throw brokenHook(broken)
}

/** A hook that cannot be read, as an error. */
export function brokenHook({
  code,
  message,
  hint = 'meshroom validate',
  file,
  line,
  column,
}: Diagnostic): MeshroomError {
  return new MeshroomError(code, message, { hint, file, line, column })
}

interface PlugSide {
  readonly plug: Plug
  readonly side: SideSelection
  readonly selection: IntegrationSelection
}

/** What a hook of one side has to know of it, whatever the hook does. */
export function sideOfPlug(mesh: Mesh, of: PlugSide): SideOfPlug {
  const { side, role, product, instance } = of.side
  return { side, role, product, instance, target: targetOf(of.side, of.selection), inputs: inputsOf(mesh, of) }
}

async function stepsOf(mesh: Mesh, of: PlugSide): Promise<DesiredStep[]> {
  const { plug, side } = of
  const base = sideOfPlug(mesh, of)
  if (side.declarative) {
    const title = `${side.instance} is called at ${side.capability.http?.url}`
    return [{ ...base, hook: 'declarative', title, replace: false }]
  }
  return Promise.all(
    side.hooks.map(async (hook) => ({
      ...base,
      hook: hook.id,
      title: hook.options.title ?? `set up the ${side.role} of ${plug.topic} on ${side.instance}`,
      replace: hook.options.replace === true,
      inputs: { ...base.inputs, code: await mesh.codeDigestOf(hook) },
    })),
  )
}

function inputsOf(mesh: Mesh, { plug, side, selection }: PlugSide): DesiredStep['inputs'] {
  const { extra } = findProduct(mesh, side.product)
  const peer = side.side === 'source' ? plug.destination : plug.source
  return {
    ...(selection.format !== undefined && { format: selection.format }),
    instance: settingsOf(mesh, side.instance),
    peer: settingsOf(mesh, peer),
    plug: effectiveSettings(plugSchema(selection), plug.settings),
    ...(side.integration !== undefined && { integration: recordIntegration(side.integration) }),
    definition: digestValue({ extra, ...(side.declarative && { http: side.capability.http }) }),
    code: '',
  }
}

function settingsOf(mesh: Mesh, name: string): Settings {
  const { product, settings } = findInstance(mesh, name)
  return effectiveSettings(findProduct(mesh, product).settings, settings)
}

function targetOf(side: SideSelection, { sides }: IntegrationSelection): string {
  const other = sides.find((each) => each.side !== side.side)
  if (other === undefined) throw new Error('a plug has two sides')
  return other.product
}

/** What a plan says of a plug that failed to be described, in one line. @throws whatever is no user's mistake */
export function asRefusal(plug: PlugRef, error: unknown): RefusedPlug {
  if (!(error instanceof MeshroomError)) throw error
  const { code, message, hint, file, line, column } = error
  const [first = message] = message.split('\n', 1)
  return {
    plug: plugRef(plug),
    code,
    message:
      file === undefined ? first : `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${first}`,
    ...(hint !== undefined && { hint }),
  }
}
