/** Names that someone who typed `wanted` may have meant, nearest first. */
export function suggestTemplates(wanted: string, names: readonly string[]): string[] {
  const typed = wanted.toLowerCase()
  return names
    .map((name) => ({ name, distance: name.includes(typed) || typed.includes(name) ? 0 : editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other. */
function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1]
    for (let column = 0; column < to.length; column++) {
      const replaced = row[column]! + (from[index] === to[column] ? 0 : 1)
      const swaps = from[index] === to[column - 1] && from[index - 1] === to[column]
      const swapped = swaps ? before[column - 1]! + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, swapped, row[column + 1]! + 1, next[column]! + 1))
    }
    before = row
    row = next
  }
  return row[to.length]!
}
