import type { HookHost } from '../host/hook-host.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'

/** The hosts of one operation: one for each product whose hooks are called. */
export interface Hosts {
  /** @throws MeshroomError `PRODUCT_UNKNOWN` */
  of(product: string): HookHost
  /** Starts that of a product ahead of its first call; nothing happens where it has begun to. */
  warm(product: string): void
  close(): Promise<void>
}

/** Opens the hosts of an operation. None runs before its first hook is called, unless it is warmed; a crashed one is replaced by the host itself. */
export function openHosts(mesh: Pick<Mesh, 'project' | 'startHost'>, operation: string): Hosts {
  const hosts = new Map<string, HookHost>()
  const of = (product: string) => {
    const host = hosts.get(product) ?? mesh.startHost(findProduct(mesh, product), operation)
    hosts.set(product, host)
    return host
  }
  return {
    of,
    warm: (product) => {
      if (!hosts.has(product) && mesh.project.products.has(product)) of(product).warm()
    },
    async close() {
      await Promise.all([...hosts.values()].map((host) => host.close()))
      hosts.clear()
    },
  }
}
