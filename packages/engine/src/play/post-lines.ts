import type { ProduceResult } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { Mesh } from '../mesh/mesh.ts'
import { callDeclarative } from './call-declarative.ts'
import type { Declarative } from './find-declarative.ts'

/** Answers about one record only; any other failure is about all of them. */
function isAboutRecord(error: unknown): error is MeshroomError {
  return error instanceof MeshroomError && error.code === 'HTTP_STATUS'
}

/** Statuses that say that the same may work later. */
const later: ReadonlySet<unknown> = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Sends each line as the body of a call to a declarative consumer, in order. A line that the tenant answers with an error is rejected; a tenant that
 * refuses who is asking, or that is not there, fails the whole.
 */
export async function postLines(
  mesh: Mesh,
  declarative: Declarative,
  { lines, signal }: { readonly lines: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<ProduceResult> {
  const rejected: ProduceResult['rejected'][number][] = []
  for (const [index, body] of lines.entries()) {
    try {
      await callDeclarative(mesh, declarative, { body, signal })
    } catch (error) {
      if (!isAboutRecord(error) || isUnauthorized(error)) throw error
      rejected.push({ index, reason: error.message, retryable: later.has(error.data?.status) })
    }
  }
  return { accepted: lines.length - rejected.length, rejected }
}

function isUnauthorized({ data }: MeshroomError): boolean {
  return data?.status === 401 || data?.status === 403
}
