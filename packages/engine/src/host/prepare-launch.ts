import { mkdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { directNetwork } from './broker/network/permitted-hosts.ts'
import { hostEnvironment } from './host-environment.ts'
import { hostFlags } from './host-flags.ts'
import type { HostSettings } from './host-options.ts'
import { locateRunner } from './locate-runner.ts'
import { type Hello, protocolVersion } from './protocol.ts'

/** Everything that a host is started with. */
export interface Launch {
  /** Arguments of Node. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly hello: Hello
}

/** Makes the scratch folder of a product, and works out what its host may touch. Folders that are links are granted by both their names. */
export async function prepareLaunch({ root, product, environment, tuning }: HostSettings): Promise<Launch> {
  const scratch = join(root, '.meshroom', 'scratch', product.name)
  await mkdir(scratch, { recursive: true })
  const { runner, sdk, folders } = locateRunner()
  const direct = product.permissions.net.includes(directNetwork)
  const flags = hostFlags(process.allowedNodeEnvironmentFlags, {
    read: [...folders, ...(await bothNames(join(root, product.folder))), ...(await bothNames(scratch))],
    write: await bothNames(scratch),
    heapMiB: tuning.heapMiB,
    directNetwork: direct,
  })
  return {
    args: [...flags, runner],
    cwd: scratch,
    env: hostEnvironment(process.env, scratch),
    hello: {
      protocol: protocolVersion,
      sdk,
      project: { name: basename(root), environment },
      network: direct ? 'direct' : 'brokered',
      roots: await bothNames(root),
    },
  }
}

async function bothNames(path: string): Promise<readonly string[]> {
  return [...new Set([path, await realpath(path).catch(() => path)])]
}
