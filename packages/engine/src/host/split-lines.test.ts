import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitLines } from './split-lines.ts'

/** Lines and beginnings of lines that were too long, from chunks. */
function split(chunks: readonly Uint8Array[], longest = 100) {
  const lines: string[] = []
  const tooLong: string[] = []
  const splitter = splitLines({ longest, onLine: (line) => lines.push(line), onTooLong: (line) => tooLong.push(line) })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.flush()
  return { lines, tooLong }
}

describe('lines of a stream', () => {
  it('are the same however it is cut, even within a character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 10 })), fc.array(fc.nat(5)), (texts, cuts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ' '))
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const chunks: Uint8Array[] = []
        let from = 0
        for (const cut of cuts) {
          chunks.push(bytes.subarray(from, from + cut))
          from += cut
        }
        expect(split([...chunks, bytes.subarray(from)]).lines).toEqual(lines)
      }),
    )
  })

  it('that are too long are told once, cut, and hide no other', () => {
    const { lines, tooLong } = split([
      Buffer.from('a\n'),
      Buffer.alloc(70, 'x'),
      Buffer.alloc(70, 'y'),
      Buffer.from('z\nb\nc'),
    ])
    expect(lines).toEqual(['a', 'b', 'c'])
    expect(tooLong).toEqual(['x'.repeat(70) + 'y'.repeat(70)])
  })
})
