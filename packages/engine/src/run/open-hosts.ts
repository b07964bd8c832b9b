import type { HookHost } from '../host/hook-host.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'

/** The hosts of one operation: one for each product whose hooks are called. */
export interface Hosts {
  /** @throws MeshroomError `PRODUCT_UNKNOWN` */
  of(product: string): HookHost
  /** Starts that of a product ahead of its first call; nothing happens where it has begun to, or where so many run already. */
  warm(product: string): void
  /** One of the {@link OpenHostsOptions.uses} of a product is over: its host goes with the last. */
  used(product: string): void
  close(): Promise<void>
}

export interface OpenHostsOptions {
  /** Calls that are made at once. Default: 10. */
  readonly parallelism?: number
  /** Products, each as often as it is used. One that is not here keeps its host until another needs the room. */
  readonly uses?: readonly string[]
}

/** An idle host costs some 60 MiB, starting it anew 0.1 s. */
const fewestKept = 8
const keptBesidesCalls = 2

interface OpenHost {
  readonly host: HookHost
  calls: number
}

/**
 * Opens the hosts of an operation. None runs before its first hook is called, unless it is warmed; a crashed one is replaced by the host
 * itself. Beyond a few more than the calls that are made at once, the one that was idle for longest makes room.
 */
export function openHosts(
  mesh: Pick<Mesh, 'project' | 'startHost'>,
  operation: string,
  { parallelism = 10, uses = [] }: OpenHostsOptions = {},
): Hosts {
  const most = Math.max(fewestKept, parallelism + keptBesidesCalls)
  const left = countEach(uses)
  /** The one that was used last comes last. */
  const open = new Map<string, OpenHost>()
  const closing = new Set<Promise<void>>()

  function close(product: string): void {
    const closed = open.get(product)?.host.close() ?? Promise.resolve()
    open.delete(product)
    closing.add(closed)
    closed.then(
      () => closing.delete(closed),
      // It is told when all are closed.
      () => {},
    )
  }

  function makeRoom(): void {
    for (const [product, { calls }] of open) {
      if (open.size < most) return
      if (calls === 0) close(product)
    }
  }

  function take(product: string): OpenHost {
    const known = open.get(product)
    if (known === undefined) makeRoom()
    const taken = known ?? { host: mesh.startHost(findProduct(mesh, product), operation), calls: 0 }
    open.delete(product)
    open.set(product, taken)
    return taken
  }

  const isUsedUp = (product: string) => left.get(product) === 0

  function leave(product: string, taken: OpenHost): void {
    taken.calls--
    if (taken.calls === 0 && open.get(product) === taken && (isUsedUp(product) || open.size > most)) close(product)
  }

  return {
    of: (product) => {
      findProduct(mesh, product)
      return countCalls(() => {
        const taken = take(product)
        taken.calls++
        return { host: taken.host, leave: () => leave(product, taken) }
      })
    },
    warm: (product) => {
      if (!open.has(product) && open.size < most && mesh.project.products.has(product)) take(product).host.warm()
    },
    used: (product) => {
      left.set(product, (left.get(product) ?? 1) - 1)
      if (isUsedUp(product) && open.get(product)?.calls === 0) close(product)
    },
    async close() {
      for (const product of open.keys()) close(product)
      await Promise.all(closing)
    },
  }
}

function countEach(products: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const product of products) counts.set(product, (counts.get(product) ?? 0) + 1)
  return counts
}

/** A host that is there for each call, whichever it is by then. */
function countCalls(enter: () => { readonly host: HookHost; leave(): void }): HookHost {
  return {
    warm: () => {
      const { host, leave } = enter()
      host.warm()
      leave()
    },
    async call(...input) {
      const { host, leave } = enter()
      try {
        return await host.call(...input)
      } finally {
        leave()
      }
    },
    async *stream(...input) {
      const { host, leave } = enter()
      try {
        yield* host.stream(...input)
      } finally {
        leave()
      }
    },
    close: async () => {},
  }
}
