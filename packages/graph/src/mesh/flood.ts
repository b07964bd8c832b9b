/** For each number, those that it leads to. */
export type Leads = readonly (readonly number[])[]

/** Marks all that a start leads to, and the start; what is marked already is not entered. */
export function flood(leads: Leads, start: number, marks: Uint8Array): void {
  if (marks[start]) return
  marks[start] = 1
  const stack = [start]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of leads[at]!) {
      if (marks[next]) continue
      marks[next] = 1
      stack.push(next)
    }
  }
}

/**
 * Finds those that nobody leads to but whom they lead to themselves: single ones, and rings with no way in. Three floods over the whole, so
 * that the time goes with what there is.
 *
 * A start that an earlier flood has not reached cannot be reached from any earlier one; if no later start reaches it either, then no one
 * does but its own ring, which is all that leads to it.
 */
export function findOrigins(leads: Leads, comesFrom: Leads): number[] {
  const [seen, reached, origins] = [0, 0, 0].map(() => new Uint8Array(leads.length)) as Triple
  const starts: number[] = []
  for (const id of leads.keys()) {
    if (!seen[id]) starts.push(id)
    flood(leads, id, seen)
  }
  for (const start of starts.reverse()) {
    if (reached[start]) continue
    flood(leads, start, reached)
    flood(comesFrom, start, origins)
  }
  return [...origins.keys()].filter((id) => origins[id])
}

type Triple = [Uint8Array, Uint8Array, Uint8Array]
