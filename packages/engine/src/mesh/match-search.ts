/** Whether every word is in one of the texts, whatever the case. No word matches everything. */
export function matchSearch(words: readonly string[], texts: readonly (string | undefined)[]): boolean {
  const haystack = texts.filter((text) => text !== undefined).map((text) => text.toLowerCase())
  return words.every((word) => haystack.some((text) => text.includes(word.toLowerCase())))
}
