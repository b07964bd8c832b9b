import { mkdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { errorCode } from '../state/disk.ts'
import { readSnapshot } from '../trust/read-snapshot.ts'
import { refuseLinks } from '../trust/refuse-links.ts'
import { directNetwork } from './broker/network/permitted-hosts.ts'
import { hostEnvironment } from './host-environment.ts'
import { hostFlags } from './host-flags.ts'
import type { HostSettings } from './host-options.ts'
import { locateRunner } from './locate-runner.ts'
import { prepareSources } from './prepare-sources.ts'
import { type Hello, longestMessage, protocolVersion, type WireSources } from './protocol.ts'

/** Everything that a host is started with. */
export interface Launch {
  /** Arguments of Node. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly hello: Hello
}

/**
 * Makes the scratch folder of a product, and works out what its host may touch. Folders that are links are granted by both their names.
 *
 * @throws MeshroomError `PRODUCT_LINK_REFUSED`, `SCRATCH_NOT_MADE`
 */
export async function prepareLaunch(settings: HostSettings): Promise<Launch> {
  const { root, product, environment, tuning, unsafe } = settings
  const scratch = await makeScratch(root, product.name)
  const { runner, sdk, folders } = locateRunner()
  const direct = product.permissions.net.includes(directNetwork)
  const ownFolders = await bothNames(join(root, product.folder))
  const flags = hostFlags(process.allowedNodeEnvironmentFlags, {
    read: [...folders, ...ownFolders, ...(await bothNames(scratch))],
    write: await bothNames(scratch),
    heapMiB: tuning.heapMiB,
    directNetwork: direct,
    unsafe,
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
      mayFetch: product.permissions.net.length > 0,
      folders: ownFolders,
      roots: await bothNames(root),
    },
  }
}

async function makeScratch(root: string, product: string): Promise<string> {
  const file = `.meshroom/scratch/${product}`
  const scratch = join(root, file)
  await mkdir(scratch, { recursive: true }).catch((cause: unknown) => {
    throw new MeshroomError('SCRATCH_NOT_MADE', `${file} cannot be made (${errorCode(cause)})`, {
      hint: 'make room or mend the permissions, then run it again',
      file,
      cause,
    })
  })
  refuseLinks(scratch, file)
  return scratch
}

/** The product's code as it is now, once it may run: what is sent to the host is what was admitted. */
export async function admittedSources({ root, product, services }: HostSettings): Promise<WireSources> {
  const snapshot = await readSnapshot(root, product)
  await services.admit?.(snapshot.subject)
  const sources = await prepareSources(snapshot)
  refuseTooMuch(sources, product.name)
  return sources
}

/** All of it goes to the host in one message. */
function refuseTooMuch(sources: WireSources, product: string): void {
  const size = Buffer.byteLength(JSON.stringify(sources))
  if (size < longestMessage - 1024) return
  throw new MeshroomError(
    'PRODUCT_TOO_LARGE',
    `the code of ${product} has ${size} bytes, and ${longestMessage} are the limit`,
    {
      hint: 'leave out of the product what no hook imports',
    },
  )
}

async function bothNames(path: string): Promise<readonly string[]> {
  return [...new Set([path, await realpath(path).catch(() => path)])]
}
