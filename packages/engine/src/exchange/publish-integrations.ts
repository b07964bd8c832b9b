import type { PublishResult } from '@meshroom/hooks-sdk'
import { type Integration, MeshroomError, type Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { selectSideHooks } from '../mesh/select-side-hooks.ts'
import { manifestOf } from '../plan/recorded-integration.ts'
import { correctTopic } from '../play/set-scene.ts'
import { openHosts } from '../run/open-hosts.ts'
import { productInput } from './product-input.ts'

/** Which integrations are published; what is unset lets all through. */
export interface PublishFilter {
  readonly product?: string
  readonly target?: string
  readonly topic?: string
  readonly role?: Role
}

export interface PublishedIntegration {
  /** Manifest of the integration, relative to the project. */
  readonly integration: string
  /** Where to go on, such as a pull request. */
  readonly url?: string
  readonly message: string
}

/**
 * Contributes integrations to their vendors' official catalogues through publish hooks, which are chosen as setup hooks are. A topic that is almost right is
 * taken as the one near it, with a warning `NAME_CORRECTED`.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `INTEGRATION_UNKNOWN` when the filter lets none through, `PUBLISH_NO_HOOK` when no hook serves any of them;
 * what a hook fails with
 * @example
 * await publishIntegrations(mesh, { product: 'sekoia', target: 'myedr', topic: 'search_threat' })
 */
export async function publishIntegrations(
  mesh: Mesh,
  filter: PublishFilter = {},
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly PublishedIntegration[]> {
  const integrations = pickIntegrations(mesh, filter)
  const jobs = (await Promise.all(integrations.map((each) => hooksFor(mesh, each)))).flat()
  if (jobs.length === 0) throw noHook(integrations)
  const hosts = openHosts(mesh, 'publish')
  const published: PublishedIntegration[] = []
  try {
    for (const { hook, integration } of jobs) {
      const input = publishInput(mesh, integration)
      const { result } = await hosts.of(integration.product).call(hook, input, signal === undefined ? {} : { signal })
      published.push({ integration: integration.file, ...(result as unknown as PublishResult) })
    }
  } finally {
    await hosts.close()
  }
  return published
}

function pickIntegrations(mesh: Mesh, { product, target, topic, role }: PublishFilter): readonly Integration[] {
  for (const name of [product, target]) if (name !== undefined) findProduct(mesh, name)
  const among = mesh.project.integrations.filter(
    (each) =>
      each.product === (product ?? each.product) &&
      each.target === (target ?? each.target) &&
      each.role === (role ?? each.role),
  )
  const topics = among.flatMap((each) => each.topic ?? [])
  const meant = topic === undefined ? undefined : correctTopic(mesh, topic, topics)
  const picked = among.filter((each) => each.topic === (meant ?? each.topic))
  if (picked.length === 0) throw noIntegration([product, target, topic])
  return picked
}

interface PublishJob {
  readonly hook: HookDeclaration
  readonly integration: Integration
}

async function hooksFor(mesh: Mesh, integration: Integration): Promise<PublishJob[]> {
  const { hooks } = await mesh.hooksOf(integration.product)
  const { role, topic = '', mode, format } = integration
  const chosen = selectSideHooks(hooks, { kind: 'publish', role, topic, mode, format, integration }).hooks
  return chosen.map((hook) => ({ hook, integration }))
}

function publishInput(mesh: Mesh, integration: Integration) {
  const { product, target, topic, role, mode, format, file } = integration
  return {
    ...productInput(mesh, findProduct(mesh, product)),
    integration: {
      product,
      target,
      ...(topic !== undefined && { topic }),
      role,
      mode,
      ...(format !== undefined && { format }),
      manifest: manifestOf(integration),
      folder: file.slice(0, file.lastIndexOf('/')),
    },
  }
}

function noIntegration(words: readonly (string | undefined)[]): MeshroomError {
  const named = words.filter((word) => word !== undefined)
  const what = named.length === 0 ? 'in this project' : `for ${named.join(' ')}`
  return new MeshroomError('INTEGRATION_UNKNOWN', `there is no integration ${what}`, {
    hint: ['meshroom list integrations', ...named.slice(0, 1)].join(' '),
    data: { words: named },
  })
}

function noHook(integrations: readonly Integration[]): MeshroomError {
  const products = [...new Set(integrations.map(({ product }) => product))].slice(0, 5)
  return new MeshroomError(
    'PUBLISH_NO_HOOK',
    `${products.join(', ')} has no publish hook for ${integrations.length === 1 ? 'this integration' : 'these integrations'}`,
    {
      hint: `write one in products/${products[0]}/: export const publishIntegration = publish(…)`,
      data: { products },
    },
  )
}
