import type { JsonValue, WatchRecord } from '@meshroom/hooks-sdk'
import type { Mesh } from '../mesh/mesh.ts'
import { waitFor } from '../run/wait-for.ts'
import { digestValue } from '../state/digest-code.ts'
import { answerValue, callDeclarative } from './call-declarative.ts'
import type { Declarative } from './find-declarative.ts'
import type { Answer } from './send-request.ts'

/** So many items are remembered, so that memory stays bounded; what comes again after that is yielded again. */
const mostRemembered = 100_000

/** Asks a declarative producer again and again, and yields each new item once. Ends when aborted. */
export async function* pollItems(
  mesh: Mesh,
  declarative: Declarative,
  { signal, pollMs }: { readonly signal: AbortSignal; readonly pollMs: number },
): AsyncGenerator<WatchRecord, void, void> {
  const seen = new Set<string>()
  while (!signal.aborted) {
    for (const event of itemsOf(await callDeclarative(mesh, declarative, { signal }))) {
      const digest = digestValue(event)
      if (seen.has(digest)) continue
      remember(seen, digest)
      yield { event }
    }
    await waitFor(pollMs, signal)
  }
}

function remember(seen: Set<string>, digest: string): void {
  seen.add(digest)
  if (seen.size <= mostRemembered) return
  for (const oldest of seen) {
    seen.delete(oldest)
    return
  }
}

/** A list, the list below `items`, `data` or `results`, the lines of NDJSON; anything else is one item. */
export function itemsOf(answer: Answer): readonly JsonValue[] {
  if (/ndjson|jsonl|json-lines/i.test(answer.contentType)) return linesOf(answer)
  const value = answerValue(answer)
  if (value === null) return []
  if (isList(value)) return value
  if (typeof value !== 'object') return [value]
  const listed = ['items', 'data', 'results']
    .map((key) => (value as Readonly<Record<string, JsonValue>>)[key])
    .find(isList)
  return listed ?? [value]
}

function linesOf(answer: Answer): JsonValue[] {
  return answer.body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((body) => answerValue({ ...answer, body }))
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
