import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFormIndex } from './form-index.ts'
import { createRedactor, redaction } from './redact.ts'

/** Of few letters, so that forms overlap, begin alike and lie across each other. */
const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\ude00'), minLength, maxLength })

function indexOf(forms: readonly string[]) {
  const index = createFormIndex()
  for (const form of forms) index.add(form)
  return index
}

describe('an index of forms', () => {
  it('finds what looking at every place finds: the first place, and the longest there', () => {
    fc.assert(
      fc.property(fc.array(letters(4, 9)), letters(0, 40), fc.nat(10), (forms, text, from) => {
        const places = Array.from({ length: text.length }, (_, at) => at).filter((at) => at >= from)
        const start = places.find((at) => forms.some((form) => text.startsWith(form, at)))
        const lengths = forms.filter((form) => start !== undefined && text.startsWith(form, start)).map((f) => f.length)
        const expected = start === undefined ? undefined : { start, end: start + Math.max(...lengths) }
        expect(indexOf(forms).next(text, from)).toEqual(expected)
      }),
    )
  })

  it('knows where a form may go on behind the end of a text', () => {
    fc.assert(
      fc.property(fc.array(letters(4, 9)), letters(0, 20), (forms, text) => {
        const isOpen = (at: number) => forms.some((form) => form !== text.slice(at) && form.startsWith(text.slice(at)))
        const places = Array.from({ length: text.length }, (_, at) => at)
        expect(indexOf(forms).openEnd(text)).toBe(places.find(isOpen) ?? text.length)
      }),
    )
  })
})

describe('a redactor', () => {
  it('removes from pieces what it removes from the whole', () => {
    fc.assert(
      fc.property(fc.array(letters(4, 9)), fc.array(letters(0, 9)), (secrets, pieces) => {
        const redactor = createRedactor()
        for (const secret of secrets) redactor.add(secret)
        const stream = redactor.stream()
        const streamed = pieces.map((piece) => stream.push(piece)).join('') + stream.flush()
        expect(streamed).toBe(redactor.text(pieces.join('')))
      }),
    )
  })

  const base64Line = (length: number) => Buffer.from('0123456789abcdefghijklm'.repeat(length)).toString('base64')
  it.each([
    ['of one line', base64Line(3_000)],
    ['of a thousand lines', Array.from({ length: 1_000 }, (_, line) => `${line} ${base64Line(2)}`).join('\n')],
  ])('takes a large secret %s', (_, secret) => {
    const redactor = createRedactor()
    redactor.add(secret)
    const encoded = Buffer.from(secret).toString('base64')
    for (const form of [secret, encoded, encodeURIComponent(secret), JSON.stringify({ secret })]) {
      const clean = redactor.text(`a ${form} b`)
      expect(clean).toContain(redaction)
      expect(clean.length).toBeLessThan(secret.length / 10)
    }
  })

  it('takes hundreds of secrets', () => {
    const redactor = createRedactor()
    const secrets = Array.from({ length: 500 }, (_, i) => Buffer.from(`secret number ${i * 7919}`).toString('base64'))
    for (const secret of secrets) redactor.add(secret)
    expect(redactor.text(secrets.join(' '))).toBe(secrets.map(() => redaction).join(' '))
  })
})
