import { expect, test } from 'vitest'
import { textWidth } from './text-width.ts'

test.each([
  ['edr', 3],
  ['', 0],
  ['株式会社', 8],
  ['한글', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['naïve – café', 12],
  ['🍄', 2],
  ['👩‍💻', 2],
  ['❤️', 2],
  ['\u200b', 0],
])('%s takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width)
})
