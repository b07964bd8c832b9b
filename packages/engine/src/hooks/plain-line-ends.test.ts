import { expect, test } from 'vitest'
import { plainLineEnds } from './plain-line-ends.ts'

test.each([
  ['a text of Windows', 'é\r\n\r\nb\r\n', 'é\n\nb\n'],
  ['a text of elsewhere', 'é\n\nb', 'é\n\nb'],
  ['ends that are no CRLF', 'a\rb\r\r\n', 'a\rb\r\n'],
  ['what is no text', 'a\r\n\0', 'a\r\n\0'],
])('%s', (_, text, plain) => {
  expect(plainLineEnds(Buffer.from(text)).toString()).toBe(plain)
})

test('bytes that are no UTF-8 are kept', () => {
  expect(plainLineEnds(Buffer.from([0xff, 0x0d, 0x0a, 0xc3]))).toEqual(Buffer.from([0xff, 0x0a, 0xc3]))
})
