import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleaningStream, cleanText } from './clean-text.ts'

it.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['the title of the terminal', '\u001b]0;owned\u0007text', 'text'],
  ['what moves the cursor', 'a\u001b[2J\u001b[1;1Hb\rc', 'abc'],
  ['bells and backspaces', 'a\u0007\u0008b', 'ab'],
  ['what turns the direction of writing', 'a\u202eb\u2066c', 'abc'],
  ['nothing of a text with tabs, lines and other scripts', 'a\tb\nç 日本 👩‍🚒', 'a\tb\nç 日本 👩‍🚒'],
])('removes %s', (_, text, expected) => {
  expect(cleanText(text)).toBe(expected)
})

it('removes from pieces what it removes from the whole, escape sequences that lie across them too', () => {
  const parts = fc.array(fc.constantFrom('\u001b[31m', '\u009b2J', '\u001b[1;1H', 'a', '\u0007', '[', '31m'))
  fc.assert(
    fc.property(parts, fc.array(fc.nat(9)), (all, lengths) => {
      const text = all.join('')
      const stream = cleaningStream()
      let cleaned = ''
      let rest = text
      for (const length of lengths) {
        cleaned += stream.push(rest.slice(0, length))
        rest = rest.slice(length)
      }
      expect(cleaned + stream.push(rest) + stream.flush()).toBe(cleanText(text))
    }),
  )
})
