/** The last whole lines of a text, of at most so many characters: a cut within a line could leave a part of a secret that nobody finds. */
export function endOfText(text: string, most: number): string {
  if (text.length <= most) return text
  const end = text.slice(-most)
  return end.slice(end.indexOf('\n') + 1 || end.length)
}
