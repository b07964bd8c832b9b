import type { MergeReport } from '@meshroom/hooks-sdk'
import type { EnginePorts } from '../ports.ts'
import type { WrittenFiles } from '../trust/extend-trust.ts'
import type { TrustedProduct, TrustSubject } from '../trust/trust-subject.ts'
import { createRedactor, type Redactor } from './redact.ts'

/** What a host asks of whoever embeds the engine. */
export type HostServices = Pick<EnginePorts, 'secrets' | 'prompter' | 'emit'> & {
  /** Told what `manifests.merge` made of each file, so that a pull can be reported whatever its hook says of it. */
  readonly onMerge?: (report: MergeReport) => void
  /** Asked before code of a product runs, and told exactly which. What it throws is why the code does not run. */
  readonly admit?: (subject: TrustSubject) => Promise<void>
  /** Told of what pull and scaffold hooks wrote into the product's own folder, before the host ends: sha256 by path relative to that folder. */
  readonly onWritten?: (written: WrittenFiles) => Promise<void>
}

/** Limits of a host; each has a default that suits hooks in use. */
export interface HostTuning {
  /** Between asking a hook to stop and ending its process; default 5,000. */
  readonly graceMs?: number
  /** Between SIGTERM and SIGKILL; default 1,000. */
  readonly killMs?: number
  /** For the process to say that it is ready; default 30,000. */
  readonly startMs?: number
  /** Of JavaScript's heap; default 512. */
  readonly heapMiB?: number
  /** Of output at once; default 8 MiB. It refills by a sixteenth of that in a second. */
  readonly outputBytes?: number
}

export interface StartHookHostOptions {
  /** The project's folder, absolute. */
  readonly root: string
  /** Default `default`. */
  readonly environment?: string
  readonly product: TrustedProduct
  /** What is being done, for people: `up`, `pull`, `watch`, … */
  readonly operation: string
  readonly services: HostServices
  /** Runs hooks without Node's permission model: for whoever must run code that it breaks, and trusts it. */
  readonly unsafe?: boolean
  readonly tuning?: HostTuning
  /** What knows the secrets of the whole run, where several hosts have a part in it: none shows what another was given. Default: one of its own. */
  readonly redactor?: Redactor
}

/** {@link StartHookHostOptions} with every default filled in. */
export interface HostSettings extends Required<Omit<StartHookHostOptions, 'tuning'>> {
  readonly tuning: Required<HostTuning>
  /** What pull and scaffold hooks have written into the product's own folder so far. */
  readonly written: Map<string, string>
}

export function withDefaults(options: StartHookHostOptions): HostSettings {
  const tuning = { graceMs: 5_000, killMs: 1_000, startMs: 30_000, heapMiB: 512, outputBytes: 8 * 1024 * 1024 }
  return {
    environment: 'default',
    unsafe: false,
    written: new Map(),
    redactor: createRedactor(),
    ...options,
    tuning: { ...tuning, ...options.tuning },
  }
}
