import type { ActionContext, JsonValue, PlugContext, Settings, SideContext, WatchContext } from '@meshroom/hooks-sdk'
import type { Machine } from './machine.ts'

interface Tenant {
  readonly product: string
  readonly name: string
  readonly settings?: Settings
}

/** What a hook of a tenant's product receives for a plug; the tenant's folder is `tenants/<name>`. */
export function side(machine: Machine, { product, name, settings = {} }: Tenant, plug: PlugContext): SideContext {
  return {
    ...machine.context(product),
    plug,
    integration: {
      product,
      target: '',
      role: 'consumer',
      mode: plug.mode,
      manifest: {},
      folder: `products/${product}`,
    },
    instance: {
      name,
      product,
      settings: { folder: `tenants/${name}`, host: '127.0.0.1', port: 0, ...settings },
      secret: () => Promise.reject(new Error('these products have no secrets of an instance')),
      setSecret: () => Promise.reject(new Error('these products have no secrets of an instance')),
    },
  }
}

export function action(context: SideContext, given: Settings): ActionContext {
  return { ...context, topic: context.plug.topic, arguments: given }
}

/** Takes the first records that a watch yields, then leaves it. */
export async function take(
  records: AsyncIterable<{ event: JsonValue; cursor?: string }>,
  count: number,
): Promise<{ event: JsonValue; cursor?: string }[]> {
  const taken = []
  for await (const record of records) {
    taken.push(record)
    if (taken.length === count) break
  }
  return taken
}

export function watching(context: SideContext, from: { cursor?: string; since?: string }): WatchContext {
  return { ...context, topic: context.plug.topic, since: new Date(0).toISOString(), ...from }
}
