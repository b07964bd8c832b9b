import type { Product } from '@meshroom/model'
import type { HookHost } from '../host/hook-host.ts'
import type { HostServices } from '../host/host-options.ts'
import { startHookHost } from '../host/start-hook-host.ts'
import type { EnginePorts } from '../ports.ts'
import { guardTrust } from '../trust/guard-trust.ts'

interface MeshHostOptions {
  readonly root: string
  readonly environment: string
  readonly ports: EnginePorts
  readonly product: Product
  readonly operation: string
  readonly onMerge: HostServices['onMerge']
}

/** Starts a process for the hooks of a product, served by the ports of a mesh. */
export function startMeshHost({ ports, onMerge, ...place }: MeshHostOptions): HookHost {
  const { root, product } = place
  const { secrets, prompter, trust } = ports
  return startHookHost({
    ...place,
    unsafe: trust?.unsafe === true,
    services: {
      secrets,
      prompter,
      emit: (event) => ports.emit(event),
      ...(onMerge !== undefined && { onMerge }),
      ...guardTrust({ root, product, trust }),
    },
  })
}
