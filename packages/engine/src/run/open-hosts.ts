import type { HookHost } from '../host/hook-host.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'

/** The hosts of one operation: one for each product whose hooks are called. */
export interface Hosts {
  /** @throws MeshroomError `PRODUCT_UNKNOWN` */
  of(product: string): HookHost
  close(): Promise<void>
}

/** Opens the hosts of an operation. None runs before its first hook is called; a crashed one is replaced by the host itself. */
export function openHosts(mesh: Pick<Mesh, 'project' | 'startHost'>, operation: string): Hosts {
  const hosts = new Map<string, HookHost>()
  return {
    of(product) {
      const host = hosts.get(product) ?? mesh.startHost(findProduct(mesh, product), operation)
      hosts.set(product, host)
      return host
    },
    async close() {
      await Promise.all([...hosts.values()].map((host) => host.close()))
      hosts.clear()
    },
  }
}
