import type { JsonValue } from '@meshroom/hooks-sdk'

/** What a posted body holds. `index` counts the records of the body from 0. */
export interface Batch {
  readonly events: readonly JsonValue[]
  readonly rejected: readonly { readonly index: number; readonly reason: string }[]
}

/** Reads an array of JSON values, one JSON value, or one a line; a line that is no JSON is rejected and hides no other. */
export function readBatch(body: string): Batch {
  const whole = parse(body)
  if (whole) return { events: Array.isArray(whole.value) ? whole.value : [whole.value], rejected: [] }
  const lines = body.split(/\r?\n/).filter((line) => line.trim() !== '')
  const parsed = lines.map(parse)
  return {
    events: parsed.flatMap((one) => (one ? [one.value] : [])),
    rejected: parsed.flatMap((one, index) => (one ? [] : [{ index, reason: 'is not JSON' }])),
  }
}

function parse(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
