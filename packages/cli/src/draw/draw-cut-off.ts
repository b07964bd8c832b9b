/** What the second Ctrl-C leaves undone. */
export function drawCutOff(steps: readonly string[]): string[] {
  if (steps.length === 0) return ['Stopping at once.']
  return ['Stopping at once. Cut off, and looked at again by the next run:', ...steps.map((step) => `  ${step}`)]
}
