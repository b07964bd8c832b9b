import { MeshroomError } from '@meshroom/model'

/** The error that a call must fail with; anything else fails the test. */
export async function failure(promise: Promise<unknown>): Promise<MeshroomError> {
  const error: unknown = await promise.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason,
  )
  if (error instanceof MeshroomError) return error
  throw error
}
