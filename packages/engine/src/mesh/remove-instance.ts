import { type Instance, MeshroomError, type Plug } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { SecretOwner } from '../ports.ts'
import { readEveryEnvironment, refuseUnreadable, type UnreadableState } from '../state/list-environments.ts'
import { type PlugState, plugRef, sayPlug } from '../state/plug-state.ts'
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
  if (!force) refuseInUse(name, { plugs, ...known })
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

interface KnownPlugs {
  readonly recorded: readonly PlugState[]
  readonly unreadable: readonly UnreadableState[]
}

/** What the instance has a part in, in any environment. */
async function knownOf(mesh: Mesh, name: string): Promise<KnownPlugs> {
  const hasPart = ({ source, destination }: PlugRef) => source === name || destination === name
  const { recorded, unreadable } = await readEveryEnvironment(mesh.root)
  return {
    recorded: recorded.map(({ state }) => state).filter(({ plug, steps }) => steps.length > 0 && hasPart(plug)),
    unreadable: unreadable.filter(({ plug }) => hasPart(plug)),
  }
}

function refuseInUse(
  name: string,
  { plugs, recorded, unreadable }: KnownPlugs & { readonly plugs: readonly Plug[] },
): void {
  refuseUnreadable(unreadable, { force: '--force: the state stays as it is, to be repaired later' })
  const adopted = plugs.filter(({ status }) => status === 'up').map(plugRef)
  const up = [
    ...new Map([...recorded.map(({ plug }) => plug), ...adopted].map((plug) => [sayPlug(plug), plug])).values(),
  ]
  if (up.length === 0) return
  throw new MeshroomError('INSTANCE_IN_USE', `${name} cannot be removed: up is ${up.map(sayPlug).join('; ')}`, {
    hint: `meshroom down ${name}, or --force: the next up tears it down then`,
    data: { instance: name, plugs: up },
  })
}

/** What a recorded setup of the instance's own side needs to be undone stays in the vault. */
async function unneededOwners(
  mesh: Mesh,
  { instance, plugs }: { readonly instance: Instance; readonly plugs: readonly Plug[] },
): Promise<SecretOwner[]> {
  const { recorded, unreadable } = await knownOf(mesh, instance.name)
  const named = new Set([...recorded, ...unreadable].map(({ plug }) => sayPlug(plug)))
  const owners = plugs
    .filter((plug) => !named.has(sayPlug(plug)))
    .map((plug): SecretOwner => ({ kind: 'plug', ...plugRef(plug) }))
  const isNeeded =
    unreadable.length > 0 || recorded.some(({ steps }) => steps.some((step) => step.instance === instance.name))
  return isNeeded ? owners : [...owners, { kind: 'instance', product: instance.product, instance: instance.name }]
}
