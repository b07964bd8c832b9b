import type { Permissions } from '@meshroom/model'
import type { SandboxLevel } from './sandbox-level.ts'
import type { TrustChange } from './trust-change.ts'

/** What a person is asked: whether a product's code may run here, and its calls go out. */
export interface TrustRequest {
  readonly product: string
  /** Its folder, relative to the project. */
  readonly folder: string
  readonly digest: string
  /** How many files of code and templates there are. */
  readonly files: number
  /** How many packages there are in its `node_modules`. */
  readonly packages: number
  readonly permissions: Permissions
  /** Calls that its definition has Meshroom make to addresses of its own choice, a line each. */
  readonly calls: readonly string[]
  /** Defaults of the settings that its permissions name, a line each: what counts where the team has set no value. */
  readonly defaults: readonly string[]
  readonly sandbox: SandboxLevel
  /** What is different, where it was trusted before. */
  readonly change?: TrustChange
  /** When that was, ISO 8601. */
  readonly trustedAt?: string
  /** What `meshroom.lock` says of it: it pins this very code, another, or nothing. */
  readonly lock: 'same' | 'other' | 'absent'
}

/** How a person's word on whose code may run is asked for, and where it is kept. */
export interface TrustPort {
  /** The person's own state folder, outside any repository, absolute. */
  readonly folder: string
  /** `lock`: exactly what `meshroom.lock` pins is accepted; nothing is asked or kept. */
  readonly policy: 'ask' | 'lock'
  /** Hooks run without a sandbox. */
  readonly unsafe?: boolean
  /** Shows what is asked for, and asks; `nobody` where nobody can be asked. */
  ask(request: TrustRequest): Promise<'yes' | 'no' | 'nobody'>
}
