/** What a responder is told by its setup, in `<folder>/responders/<id>.json`. Holds no secret. */
export interface ResponderConfig {
  /** Where the executor takes its calls. */
  readonly url: string
  /** A regular expression with a group named `address`. */
  readonly pattern: string
  /** The NDJSON file, relative to the folder of this configuration. */
  readonly store: string
  /** Events that came in before are left alone; ISO 8601. */
  readonly since: string
}

/** Environment variable through which a responder gets the executor's token. */
export const responderTokenVariable = 'LOCAL_COLLECTOR_EXECUTOR_TOKEN'
