import { setTimeout as sleep } from 'node:timers/promises'

/** Waits; ends early, without an error, when aborted. */
export async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
}
