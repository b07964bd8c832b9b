import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Integration, loadProject, type Project } from '@meshroom/model'
import { discoverHooks } from '../hooks/discover-hooks.ts'
import type { HookManifest } from '../hooks/hook-declaration.ts'
import { hostOnDemand } from '../host/host-on-demand.ts'
import type { Redactor } from '../host/redact.ts'
import { type ProjectLock, projectLock } from '../lock/project-lock.ts'
import type { EnginePorts } from '../ports.ts'
import { digestHookCode, type HookCode, readHookCode } from '../state/digest-code.ts'
import { openStateStore } from '../state/open-state-store.ts'
import { plugKey } from '../state/plug-state.ts'
import { checkEnvironment } from './check-environment.ts'
import { sayOwner } from './digest-secrets.ts'
import type { Mesh } from './mesh.ts'
import { overlayEnvironment } from './overlay-environment.ts'

export interface OpenMeshOptions {
  /** The project's folder. */
  readonly root: string
  /** Whose settings count (`environments/<name>.yaml`), and whose state is read and written; `default` where unset. */
  readonly environment?: string
  readonly ports: EnginePorts
  /** One that the caller holds already; its own where unset. */
  readonly lock?: ProjectLock
  /** Keep what manifests say below `.meshroom/cache/`, and read only those that have changed. Default: yes. */
  readonly cache?: boolean
}

/**
 * Reads a project anew and holds what the engine needs with it. No hook runs, no vault is opened, nothing but the cache is written.
 *
 * @throws MeshroomError `PROJECT_NOT_FOUND`; `ENVIRONMENT_INVALID` when the environment's name cannot be a folder's; `ENVIRONMENT_UNKNOWN`
 * when the project has none of that name
 * @example
 * const mesh = await openMesh({ root: '.', ports: { secrets, prompter, emit: draw } })
 */
export async function openMesh(options: OpenMeshOptions): Promise<Mesh> {
  const { root, environment = 'default', ports, lock, cache = true } = options
  const absolute = await realpath(root).catch(() => resolve(root))
  await checkEnvironment(absolute, environment)
  const project = await overlayEnvironment(await loadProject(absolute, { cache }), environment)
  const integrations = byProduct(project)
  const plugs = new Map(project.plugs.map((plug) => [plugKey(plug), plug]))
  const writtenSecrets = new Set<string>()
  const secrets = noteWritten(ports.secrets, writtenSecrets)
  const redactorOfAll = openRedactor()
  return {
    root: absolute,
    environment,
    project,
    ports,
    states: openStateStore({ root: absolute, environment }),
    lock: lock ?? projectLock({ root: absolute, emit: (event) => ports.emit(event) }),
    hooksOf: remember((product) => findHooks(product, { root: absolute, cache, integrations })),
    integrationsOf: (product) => integrations.get(product) ?? [],
    writtenSecrets,
    plugOf: (plug) => plugs.get(plugKey(plug)),
    codeDigestOf: digestsOf(project, { root: absolute, cache }),
    startHost: (product, operation, { onMerge } = {}) =>
      hostOnDemand(async () => {
        const { startMeshHost } = await import('./start-mesh-host.ts')
        const redactor = await redactorOfAll()
        const place = { root: absolute, environment, ports: { ...ports, secrets }, integrations: project.integrations }
        return startMeshHost({ ...place, product, operation, onMerge, redactor })
      }),
  }
}

/** One for every host of a mesh, loaded with the first. */
function openRedactor(): () => Promise<Redactor> {
  let made: Promise<Redactor> | undefined
  return () => {
    made ??= import('../host/redact.ts').then(({ createRedactor }) => createRedactor())
    return made
  }
}

/** The vault as hooks have it. */
function noteWritten(secrets: EnginePorts['secrets'], written: Set<string>): EnginePorts['secrets'] {
  return {
    ...secrets,
    set: (owner, values) => {
      for (const key of Object.keys(values)) written.add(`${sayOwner(owner)}.${key}`)
      return secrets.set(owner, values)
    },
  }
}

function byProduct({ integrations }: Project): ReadonlyMap<string, readonly Integration[]> {
  return Map.groupBy(integrations, ({ product }) => product)
}

interface FindHooksOptions {
  readonly root: string
  readonly cache: boolean
  readonly integrations: ReadonlyMap<string, readonly Integration[]>
}

function findHooks(product: string, { integrations, ...place }: FindHooksOptions): Promise<HookManifest> {
  const own = integrations.get(product) ?? []
  return discoverHooks({ ...place, product, folder: `products/${product}`, integrations: own })
}

function digestsOf(project: Project, place: { readonly root: string; readonly cache: boolean }): Mesh['codeDigestOf'] {
  const codes = remember<HookCode>((product) => {
    const folder = join(place.root, project.products.get(product)?.folder ?? `products/${product}`)
    return readHookCode({ ...place, product, folder })
  })
  return async (hook) => digestHookCode(await codes(hook.product), hook)
}

/** Asks once per key, even while the first answer is under way; a failure is not remembered. */
function remember<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = ask(key)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}
