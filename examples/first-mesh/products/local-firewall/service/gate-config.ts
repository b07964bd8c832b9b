import type { Action } from './blocklist.ts'

/** What a gate is told by its setup, in `<folder>/gates/<id>.json`. Holds no secret. */
export interface GateConfig {
  readonly action: Action
  readonly host: string
  readonly port: number
  /** The blocklist, relative to the folder of this configuration. */
  readonly blocklist: string
}

/** Environment variable through which a gate gets its token. */
export const tokenVariable = 'LOCAL_FIREWALL_TOKEN'
