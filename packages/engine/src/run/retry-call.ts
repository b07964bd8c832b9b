import { MeshroomError } from '@meshroom/model'

/** A try that comes. */
export interface Retry {
  /** Which it is: 2 for the first that is a repetition. */
  readonly attempt: number
  /** Tries in all. */
  readonly attempts: number
  readonly waitMs: number
  /** Why the one before it failed. */
  readonly reason: string
}

export interface RetryOptions {
  /** Tries in all. */
  readonly attempts?: number
  /** Ends waiting, and tries no more. */
  readonly signal?: AbortSignal | undefined
  wait(ms: number, signal?: AbortSignal): Promise<void>
  onRetry?(retry: Retry): void
}

/** A call that would have been tried again, had nobody ended the run. */
export class RetryLeft extends MeshroomError {
  constructor(cause: MeshroomError) {
    super('CANCELLED', `ended before it was tried again: ${cause.message}`, { cause })
  }
}

const firstWaitMs = 1_000
const longestWaitMs = 30_000
const longestNamedWaitMs = 300_000

/**
 * Calls again while the hook says that it may help (`HOOK_RETRYABLE`): after 1, 2, 4, … seconds, at most 30, or when the vendor said
 * (`data.after`, milliseconds, at most 5 minutes).
 *
 * @throws what the last try threw; {@link RetryLeft} where `signal` has ended it before the tries were used up
 */
export async function retryCall<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = 5, signal, wait, onRetry } = options
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!isRetryable(error) || attempt >= attempts) throw error
      if (signal?.aborted) throw new RetryLeft(error)
      const waitMs = waitFor(error, attempt)
      onRetry?.({ attempt: attempt + 1, attempts, waitMs, reason: error.message })
      await wait(waitMs, signal)
      if (signal?.aborted) throw new RetryLeft(error)
    }
  }
}

function isRetryable(error: unknown): error is MeshroomError {
  return error instanceof MeshroomError && error.code === 'HOOK_RETRYABLE'
}

function waitFor({ data }: MeshroomError, attempt: number): number {
  const after = data?.after
  if (typeof after === 'number' && Number.isFinite(after) && after >= 0) return Math.min(after, longestNamedWaitMs)
  return Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs)
}
