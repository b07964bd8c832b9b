/** A refusal, answered as JSON. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function refuse(status: number, message: string): never {
  throw new Refusal(status, message)
}

/** A call as a route sees it: path parameters, query and body are checked already. */
export interface CheckedCall {
  /** The UUIDs in the path, in order. */
  readonly uuids: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}
