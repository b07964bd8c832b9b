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
 * (`data.after`, milliseconds). Nobody is called before the vendor's time: where that is more than 5 minutes away, this was the last try.
 *
 * @throws what the last try threw, with the vendor's time where that is too far away; {@link RetryLeft} where `signal` has ended it before the
 * tries were used up
 */
export async function retryCall<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = 5, signal, wait, onRetry } = options
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!isRetryable(error)) throw error
      const waitMs = waitFor(error, attempt)
      if (waitMs > longestNamedWaitMs) throw askedForLater(error, waitMs)
      if (attempt >= attempts) throw error
      if (signal?.aborted) throw new RetryLeft(error)
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
  if (typeof after === 'number' && Number.isFinite(after) && after >= 0) return after
  return Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs)
}

/** The last time that a Date can say. */
const endOfTime = 8.64e15

function askedForLater(error: MeshroomError, waitMs: number): MeshroomError {
  const time = new Date(Math.min(Date.now() + waitMs, endOfTime)).toISOString().replace(/\.\d+Z$/, 'Z')
  const { code, file, line, column, data } = error
  const place = {
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
  return new MeshroomError(code, `${error.message}: not to be asked again before ${time} (in ${sayLong(waitMs)})`, {
    hint: `after ${time}, run it again`,
    ...place,
    data: { ...data, notBefore: time },
    cause: error,
  })
}

/** `55 min`, `26 h` */
function sayLong(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`
}
