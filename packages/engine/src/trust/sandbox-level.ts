/** How much a host is kept from doing by itself. */
export type SandboxLevel = 'strict' | 'partial' | 'off'

/**
 * `strict` where Node can deny the network; `partial` where it cannot (before Node 25): files, programs, threads and Unix
 * sockets are denied there, TCP and UDP are not; `off` where the person wants no sandbox.
 *
 * @param knownFlags `process.allowedNodeEnvironmentFlags` of the Node that runs hosts
 */
export function sandboxLevel(
  unsafe: boolean,
  knownFlags: Pick<ReadonlySet<string>, 'has'> = process.allowedNodeEnvironmentFlags,
): SandboxLevel {
  if (unsafe) return 'off'
  return knownFlags.has('--allow-net') ? 'strict' : 'partial'
}
