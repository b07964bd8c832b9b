/** Lines and columns of a text, both from 1; columns count UTF-16 code units, as editors do. */
export interface LineIndex {
  placeOf(offset: number): { readonly line: number; readonly column: number }
  /** Offset of the first character of a line; lines from 1. */
  startOf(line: number): number
  readonly lineCount: number
}

export function indexLines(text: string): LineIndex {
  const starts = findLineStarts(text)
  return {
    placeOf: (offset) => {
      const line = countStartsUpTo(starts, Math.max(0, Math.min(offset, text.length)))
      return { line, column: Math.max(0, Math.min(offset, text.length)) - starts[line - 1]! + 1 }
    },
    startOf: (line) => starts[line - 1] ?? text.length,
    lineCount: starts.length,
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function countStartsUpTo(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= offset) low = middle + 1
    else high = middle
  }
  return low
}
