/** What a listener is told by its setup, in `<folder>/listeners/<id>.json`. Holds no secret. */
export interface ListenerConfig {
  readonly transport: 'syslog' | 'http'
  readonly host: string
  readonly port: number
  /** The instance at the other end of the plug. */
  readonly source: string
  /** The NDJSON file, relative to the folder of this configuration. */
  readonly store: string
}

/** Environment variable through which an HTTP listener gets its token. */
export const tokenVariable = 'LOCAL_COLLECTOR_TOKEN'
