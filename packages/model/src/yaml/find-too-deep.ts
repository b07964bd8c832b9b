/** Deeper nesting than any manifest has; the parser calls itself for each level, so a hostile file could exhaust the stack. */
const DEEPEST = 64

/**
 * Finds where a text nests deeper than is read: brackets, list items on one line, and indentation are each counted, roughly but
 * never too low.
 *
 * @returns the offset, or undefined when all is well
 */
export function findTooDeep(text: string): number | undefined {
  return findDeepBrackets(text) ?? findDeepIndentation(text)
}

const BRACKETS = /[[\]{}]/g

function findDeepBrackets(text: string): number | undefined {
  let depth = 0
  for (const { 0: bracket, index } of text.matchAll(BRACKETS)) {
    if (bracket === '[' || bracket === '{') depth++
    else if (depth > 0) depth--
    if (depth > DEEPEST) return index
  }
  return undefined
}

/** Each level takes a column at least, so that only a line that starts far to the right can be deep. */
const FAR_RIGHT = new RegExp(`^[ \\t?:-]{${DEEPEST}}`, 'm')

const INDICATORS = /^[ \t]*((?:[-?:][ \t]+)*)/

function findDeepIndentation(text: string): number | undefined {
  if (!FAR_RIGHT.test(text)) return undefined
  const open: number[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length
    if (indent < line.length) {
      while (open.length > 0 && open.at(-1)! >= indent) open.pop()
      open.push(indent)
      const inLine = (INDICATORS.exec(line)?.[1] ?? '').replace(/[ \t]/g, '').length
      if (open.length + inLine > DEEPEST) return offset
    }
    offset += line.length + 1
  }
  return undefined
}
