import type { JsonValue } from '@meshroom/hooks-sdk'
import { currentCall } from '../capture-output.ts'
import type { Channel } from '../channel.ts'

/** What the engine does for a host on the network. */
export interface NetAsker {
  /** A number for something new to open. */
  newStream(): number
  /** @throws what {@link NetOptions.asError} makes of a refusal */
  ask<T>(service: string, args: object): Promise<T>
  /** Closes a stream, and waits for nothing. */
  close(stream: number): void
}

export interface NetOptions {
  readonly channel: Channel
  /** Turns what the engine answered instead into an error of the SDK. */
  readonly asError: (refused: unknown) => Error
  /** The call that asks; where unset, the one that the running code belongs to. */
  readonly call?: number
}

/** Numbers are the whole process's: calls side by side never share one. */
let lastStream = 0

export function createNetAsker({ channel, asError, call: fixed }: NetOptions): NetAsker {
  async function ask<T>(service: string, args: object): Promise<T> {
    const call = fixed ?? currentCall.getStore()
    if (call === undefined) throw asError({ code: 'CANCELLED', message: 'the network is there only while a hook runs' })
    try {
      return (await channel.ask({ call, service, args })) as JsonValue as T
    } catch (refused) {
      throw asError(refused)
    }
  }

  return {
    newStream: () => ++lastStream,
    ask,
    close: (stream) => void ask('net.close', { stream }).catch(() => {}),
  }
}
