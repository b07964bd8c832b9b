import { hasContent, indentOf } from './text-lines.ts'

/**
 * How much each line stands out by its indentation: 2 when its step from the line it belongs to is no multiple of the step that is usual
 * in the text, 1 when it is a larger multiple, 0 when it is as usual.
 */
export function measureOddness(lines: readonly string[]): readonly number[] {
  const steps = measureSteps(lines)
  const usual = mostFrequent(steps.filter((step) => step > 0)) ?? 1
  return steps.map((step) => {
    if (step === 0 || step === usual) return 0
    return step % usual === 0 ? 1 : 2
  })
}

/** How far each line stands to the right of the nearest one above it that stands further left. */
function measureSteps(lines: readonly string[]): number[] {
  const outer: number[] = []
  return lines.map((line) => {
    if (!hasContent(line)) return 0
    const indent = indentOf(line)
    while (outer.length > 0 && outer.at(-1)! >= indent) outer.pop()
    const step = indent - (outer.at(-1) ?? 0)
    outer.push(indent)
    return step
  })
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].sort(([a, many], [b, more]) => more - many || a - b)[0]?.[0]
}
