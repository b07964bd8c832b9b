import type { Integration, Product } from '@meshroom/model'
import type { HookHost } from '../host/hook-host.ts'
import type { HostServices } from '../host/host-options.ts'
import type { Redactor } from '../host/redact.ts'
import { startHookHost } from '../host/start-hook-host.ts'
import type { EnginePorts } from '../ports.ts'
import { guardTrust } from '../trust/guard-trust.ts'
import { withIntegrations } from '../trust/trust-subject.ts'

interface MeshHostOptions {
  readonly root: string
  readonly environment: string
  readonly ports: EnginePorts
  readonly product: Product
  /** All of the project. */
  readonly integrations: readonly Integration[]
  readonly operation: string
  readonly onMerge: HostServices['onMerge']
  readonly redactor: Redactor
}

/** Starts a process for the hooks of a product, served by the ports of a mesh. */
export function startMeshHost({ ports, onMerge, integrations, ...place }: MeshHostOptions): HookHost {
  const { root } = place
  const product = withIntegrations(place.product, integrations)
  const { secrets, prompter, trust } = ports
  return startHookHost({
    ...place,
    product,
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
