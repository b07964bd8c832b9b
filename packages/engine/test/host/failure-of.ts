import { MeshroomError } from '@meshroom/model'
import type { HostBench } from './host-bench.ts'

/** The error that a hook fails with. */
export async function failureOf(
  bench: HostBench,
  name: string,
  options?: { signal?: AbortSignal },
): Promise<MeshroomError> {
  const error = await bench.run(name, {}, options).then(
    (value) => new Error(`it returned ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof MeshroomError) return error
  throw error
}
