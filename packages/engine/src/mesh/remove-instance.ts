import { type Instance, MeshroomError, type Plug } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { SecretOwner } from '../ports.ts'
import { type EveryEnvironment, readEveryEnvironment, refuseUnreadable } from '../state/list-environments.ts'
import { plugRef, sayPlug } from '../state/plug-state.ts'
import { editProject } from './edit-project.ts'
import { findInstance } from './find-by-name.ts'
import { forgetOwners } from './forget-owners.ts'
import type { Mesh } from './mesh.ts'
import { recordAdopted } from './record-adopted.ts'
import { removeFile, removeFolder } from './remove-files.ts'

/**
 * Removes an instance with all its plugs, from it and to it. Refused while one of them is up, in any environment; with `force` the next `up`
 * tears down what was set up, and the secrets that this needs are kept until then. A state that cannot be read may be one of a plug that is up: without
 * `force` it is refused too, with it the state stays for `state repair`, and its secrets stay with it.
 *
 * @returns the files deleted, relative to the project
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `INSTANCE_IN_USE` with `data.plugs`; `STATE_UNREADABLE`, `STATE_TOO_NEW`; `RUN_LOCKED` while a run is under way
 */
export function removeInstance(
  mesh: Mesh,
  options: { readonly name: string; readonly force?: boolean },
): Promise<{ readonly files: readonly string[] }> {
  return editProject(mesh, 'remove', (fresh) => remove(fresh, options))
}

async function remove(
  mesh: Mesh,
  { name, force = false }: { readonly name: string; readonly force?: boolean },
): Promise<{ readonly files: readonly string[] }> {
  const instance = findInstance(mesh, name)
  const plugs = mesh.project.plugs.filter((plug) => plug.source === name || plug.destination === name)
  const known = await knownOf(mesh, name)
  if (!force) await refuseInUse(mesh, { name, plugs, ...known })
  else for (const plug of plugs) await recordAdopted(mesh, plug)
  const files: string[] = []
  for (const { file } of plugs.filter(({ source }) => source !== name)) {
    await removeFile(mesh.root, { file, upTo: 'instances' })
    files.push(file)
  }
  await forgetOwners(mesh, await unneededOwners(mesh, { instance, plugs }))
  files.push(...(await removeFolder(mesh.root, { folder: instance.folder, upTo: 'instances' })))
  return { files: files.sort() }
}

/** What the instance has a part in, in any environment. */
async function knownOf(mesh: Mesh, name: string): Promise<EveryEnvironment> {
  const hasPart = ({ source, destination }: PlugRef) => source === name || destination === name
  const { recorded, unreadable } = await readEveryEnvironment(mesh.root)
  return {
    recorded: recorded.filter(({ state: { plug, steps } }) => steps.length > 0 && hasPart(plug)),
    unreadable: unreadable.filter(({ plug }) => hasPart(plug)),
  }
}

async function refuseInUse(
  mesh: Mesh,
  { name, plugs, recorded, unreadable }: EveryEnvironment & { readonly name: string; readonly plugs: readonly Plug[] },
): Promise<void> {
  refuseUnreadable(unreadable, { force: '--force: the state stays as it is, to be repaired later' })
  const up = [
    ...recorded.map(({ environment, state }) => ({ environment, plug: state.plug })),
    ...(await adopted(mesh, plugs)),
  ]
  if (up.length === 0) return
  const where = ({ environment }: UpPlug) => (environment === 'default' ? '' : ` in ${environment}`)
  const said = up.map((each) => `${sayPlug(each.plug)}${where(each)}`)
  throw new MeshroomError('INSTANCE_IN_USE', `${name} cannot be removed: up is ${said.join('; ')}`, {
    hint: [...up.map(downCommand), 'or --force: the next up tears it down then'].join('\n'),
    data: { instance: name, plugs: up.map(({ plug, environment }) => ({ ...plug, environment })) },
  })
}

interface UpPlug {
  readonly environment: string
  readonly plug: PlugRef
}

/** What an earlier tool has set up, and no run of this one has recorded yet. */
async function adopted({ environment, states }: Mesh, plugs: readonly Plug[]): Promise<UpPlug[]> {
  const left = plugs.filter(({ status }) => status === 'up').map(plugRef)
  const known = await Promise.all(left.map((plug) => states.read(plug)))
  return left.filter((_, index) => known[index] === undefined).map((plug) => ({ environment, plug }))
}

/** That a plug is push goes without saying. */
function downCommand({ environment, plug: { source, destination, topic, mode } }: UpPlug): string {
  const words = [source, destination, topic, ...(mode === 'pull' ? [mode] : [])]
  const flag = environment === 'default' ? [] : ['--environment', environment]
  return ['meshroom down', ...words, ...flag].join(' ')
}

/** What a recorded setup of the instance's own side needs to be undone stays in the vault. */
async function unneededOwners(
  mesh: Mesh,
  { instance, plugs }: { readonly instance: Instance; readonly plugs: readonly Plug[] },
): Promise<SecretOwner[]> {
  const { recorded, unreadable } = await knownOf(mesh, instance.name)
  const named = new Set([...recorded.map(({ state }) => state), ...unreadable].map(({ plug }) => sayPlug(plug)))
  const owners = plugs
    .filter((plug) => !named.has(sayPlug(plug)))
    .map((plug): SecretOwner => ({ kind: 'plug', ...plugRef(plug) }))
  const isNeeded =
    unreadable.length > 0 || recorded.some(({ state }) => state.steps.some((step) => step.instance === instance.name))
  return isNeeded ? owners : [...owners, { kind: 'instance', product: instance.product, instance: instance.name }]
}
