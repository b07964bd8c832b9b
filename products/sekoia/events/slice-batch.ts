/** A record with its place in the batch it came in. */
export interface PlacedLine {
  readonly index: number
  readonly line: string
}

const mostLines = 500
const mostCharacters = 500_000

/** Cuts a batch into slices that one request carries, blank lines left out; a line longer than a slice goes alone. */
export function slicesOf(batch: readonly string[]): PlacedLine[][] {
  const slices: PlacedLine[][] = []
  let size = 0
  for (const [index, line] of batch.entries()) {
    if (line.trim() === '') continue
    const last = slices.at(-1)
    const fits = last && last.length < mostLines && size + line.length <= mostCharacters
    if (fits) last.push({ index, line })
    else slices.push([{ index, line }])
    size = fits ? size + line.length : line.length
  }
  return slices
}
