/** Widths of letters of common sans-serif fonts, in hundredths of the font's size; rounded up, so that text fits whatever the font. */
const narrow = /[ijlI|.,:;'!()[\]{}]/
const wide = /[mwMW@%]/
const upper = /[A-Z&#_+=<>~]/
const full = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u

/** About how wide a text is drawn, in pixels: there is no browser to ask. */
export function measureText(text: string, size: number): number {
  let hundredths = 0
  for (const character of text) hundredths += widthOf(character)
  return (hundredths * size) / 100
}

function widthOf(character: string): number {
  if (/\p{Mark}/u.test(character)) return 0
  if (full.test(character)) return 105
  if (narrow.test(character)) return 32
  if (wide.test(character)) return 88
  return upper.test(character) ? 70 : 58
}

/** As {@link fitText}, but what ends the text in brackets, such as a count, is kept whole as long as it leaves room for more. */
export function fitLabel(text: string, size: number, most: number): string {
  const tail = / \([^()]*\)$/.exec(text)?.[0] ?? ''
  const room = most - measureText(tail, size)
  if (room < most / 3) return fitText(text, size, most)
  return fitText(text.slice(0, text.length - tail.length), size, room) + tail
}

/** The text, cut with `…` where it would be wider than allowed. */
export function fitText(text: string, size: number, most: number): string {
  if (measureText(text, size) <= most) return text
  const letters = [...text]
  while (letters.length > 1 && measureText(`${letters.join('')}…`, size) > most) letters.pop()
  return `${letters.join('')}…`
}
