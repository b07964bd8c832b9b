import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSyslog } from '../../../products/local-collector/service/parse-syslog.ts'
import { readFrames } from '../../../products/local-collector/service/syslog-frames.ts'
import { formatSyslog, frame } from '../../../products/local-sender/service/format-syslog.ts'

const head = { timestamp: '2026-01-02T03:04:05.678Z', host: 'web1', app: 'shop' }

/** Gives a stream to a reader in pieces of the sizes given, over and over. */
function framesOf(stream: string, sizes: readonly number[] = [Number.MAX_SAFE_INTEGER]): string[] {
  const bytes = Buffer.from(stream)
  const reader = readFrames()
  const messages: string[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    messages.push(...reader.push(bytes.subarray(at, at + size)))
    at += size
  }
  return [...messages, ...reader.end()]
}

describe('frames of a TCP stream', () => {
  it.each([
    ['counted', '5 <1>ab6 <1>cde', ['<1>ab', '<1>cde']],
    ['counted with a line feed of their own', '6 <1>ab\n7 <1>cde\n', ['<1>ab', '<1>cde']],
    ['counted with a line feed inside', '7 <1>a\nb\n', ['<1>a\nb']],
    ['ended by line feeds', '<1>ab\n<1>cde\r\n', ['<1>ab', '<1>cde']],
    ['of both kinds', '<1>ab\n6 <1>cde<1>f\n', ['<1>ab', '<1>cde', '<1>f']],
    ['without priority', '2026 was a year\n', ['2026 was a year']],
    ['cut off at the end', '<1>ab\n<1>c', ['<1>ab', '<1>c']],
    ['counted and cut off at the end', '50 <1>ab', ['<1>ab']],
    ['empty lines', '\n\n<1>ab\n\n', ['<1>ab']],
  ])('%s', (_, stream, messages) => {
    expect(framesOf(stream)).toEqual(messages)
    expect(framesOf(stream, [1])).toEqual(messages)
  })

  it('refuses a frame without end', () => {
    const reader = readFrames()
    expect(() => reader.push(Buffer.alloc(1024 * 1024 + 1, 'a'))).toThrow(RangeError)
    expect(() => readFrames().push(Buffer.from('99999999 <1>'))).toThrow(RangeError)
  })

  it('gives back what the sender framed, however it is cut up', () => {
    const line = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !/\r?\n$/.test(text) && !/^<\d/.test(text))
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        (lines, sizes) => {
          const stream = lines.map((text) => frame(formatSyslog(text, head))).join('')
          expect(framesOf(stream, sizes).map((text) => parseSyslog(text).message)).toEqual(
            lines.map((text) =>
              Buffer.from(text)
                .toString()
                .replace(/^\uFEFF/, ''),
            ),
          )
        },
      ),
    )
  })
})

describe('a syslog message', () => {
  it.each([
    [
      'of RFC 5424',
      `<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application"] \uFEFFAn application event`,
      {
        facility: 20,
        severity: 'notice',
        timestamp: '2003-10-11T22:14:15.003Z',
        host: 'mymachine.example.com',
        app: 'evntslog',
        message_id: 'ID47',
        structured: { 'exampleSDID@32473': { iut: '3', eventSource: 'Application' } },
        message: 'An application event',
      },
    ],
    ['of RFC 5424 with everything left out', '<0>1 - - - - - -', { facility: 0, severity: 'emergency', message: '' }],
    [
      'of RFC 5424 with escapes and two elements',
      String.raw`<14>1 - h a 7 - [a k="x\"y\\z\]"][b] m`,
      {
        facility: 1,
        severity: 'informational',
        host: 'h',
        app: 'a',
        process: '7',
        structured: { a: { k: String.raw`x"y\z]` }, b: {} },
        message: 'm',
      },
    ],
    [
      'of RFC 3164',
      `<34>Oct  1 22:14:15 mymachine sshd[4721]: Failed password for root from 203.0.113.7`,
      {
        facility: 4,
        severity: 'critical',
        timestamp: 'Oct  1 22:14:15',
        host: 'mymachine',
        app: 'sshd',
        process: '4721',
        message: 'Failed password for root from 203.0.113.7',
      },
    ],
    [
      'of RFC 3164 without a tag',
      '<13>Feb 15 17:32:18 10.0.0.99 Use the BFG!',
      { facility: 1, severity: 'notice', timestamp: 'Feb 15 17:32:18', host: '10.0.0.99', message: 'Use the BFG!' },
    ],
    ['of neither', '<13>hello there', { facility: 1, severity: 'notice', message: 'hello there' }],
    [
      'with broken structured data',
      '<13>1 - - - - - [a k="x] m',
      { facility: 1, severity: 'notice', message: '1 - - - - - [a k="x] m' },
    ],
    ['with a priority out of range', '<192>hello', { message: '<192>hello' }],
    ['without priority', 'hello', { message: 'hello' }],
  ])('%s', (_, text, event) => {
    expect(parseSyslog(text)).toEqual(event)
  })

  it('is sent as it is when it has its priority already', () => {
    expect(formatSyslog('<34>Oct  1 22:14:15 h su: x', head)).toBe('<34>Oct  1 22:14:15 h su: x')
  })

  it('is sent with a header that holds no space and no control character', () => {
    expect(formatSyslog('x', { ...head, app: 'my app\n', host: '' })).toBe(
      '<13>1 2026-01-02T03:04:05.678Z - my_app_ - - - x',
    )
  })
})
