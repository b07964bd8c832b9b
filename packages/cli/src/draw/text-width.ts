import { eastAsianWidth } from 'get-east-asian-width'

/** Columns that a text takes on a terminal: wide letters and emoji take two, marks that combine none. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0)
}

/** What a person sees as one letter each. */
export function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}

function graphemeWidth(grapheme: string): number {
  // A variation selector asks for the picture of a sign that has one.
  if (grapheme.includes('\ufe0f')) return 2
  const base = grapheme.codePointAt(0) ?? 0
  return /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(grapheme) ? 0 : eastAsianWidth(base)
}
