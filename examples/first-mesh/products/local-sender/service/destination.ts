/** Where lines go, as the setup of the destination put it out. Holds no secret. */
export type Destination =
  | { readonly transport: 'syslog'; readonly host: string; readonly port: number; readonly app: string }
  | { readonly transport: 'http'; readonly url: string }

/** What a forwarder is told by its setup, in `<folder>/forwarders/<id>.json`. */
export interface ForwarderConfig {
  readonly destination: Destination
  /** The file to follow, relative to the folder of this configuration. */
  readonly file: string
}

/** Environment variable through which a forwarder gets the token of an HTTP destination. */
export const tokenVariable = 'LOCAL_SENDER_TOKEN'
