/** What a host may touch on the disk, absolute, and how much memory it may use. */
export interface HostLimits {
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly heapMiB: number
  /** Whether the host may open sockets itself; else all it has of the network is what the engine does for it. */
  readonly directNetwork: boolean
  /** No sandbox at all. */
  readonly unsafe?: boolean
}

/**
 * Node's flags for a host: it reads its product and the runner, writes its scratch folder, starts no process, no thread and no addon.
 *
 * `node:sqlite` ignores the grants, so it is off; `SIGUSR1` would open a debugger. From Node 25 on the network is denied unless
 * granted; before, it cannot be denied. Some flags of V8 write to files of any name, and `node:v8` sets them while it runs: they are frozen.
 *
 * @param knownFlags `process.allowedNodeEnvironmentFlags` of the Node that will run the host
 */
export function hostFlags(knownFlags: Pick<ReadonlySet<string>, 'has'>, limits: HostLimits): readonly string[] {
  return [
    ...(limits.unsafe ? [] : sandboxFlags(knownFlags, limits)),
    '--disable-sigusr1',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    `--max-old-space-size=${limits.heapMiB}`,
  ]
}

function sandboxFlags(
  knownFlags: Pick<ReadonlySet<string>, 'has'>,
  { read, write, directNetwork }: HostLimits,
): readonly string[] {
  return [
    '--permission',
    '--no-experimental-sqlite',
    '--freeze-flags-after-init',
    ...(directNetwork && knownFlags.has('--allow-net') ? ['--allow-net'] : []),
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
  ]
}
