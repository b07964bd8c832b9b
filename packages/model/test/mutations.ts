import fc from 'fast-check'

/** A text in which one line was changed. */
export interface Mutated {
  readonly what: string
  readonly bytes: Uint8Array
  /** The line that was changed, from 1; more than one where nobody can tell which of two equal lines it is. */
  readonly lines: readonly number[]
}

type LineChange = { readonly what: string; readonly lines: readonly (string | Uint8Array)[]; readonly changed: number }

const STRAY = [
  '@',
  '%',
  '`',
  '"',
  "'",
  '{',
  '[',
  ']',
  '}',
  ':',
  '-',
  '&',
  '*',
  '!',
  '|',
  '>',
  '#',
  '?',
  ',',
  '=',
  '\\',
  '~',
  ' ',
]
const CONTROL = ['\u0000', '\u0001', '\u0007', '\u000b', '\u001b', '\u007f', '\u0085', '\u009f']
const VALUES = [
  '12',
  'true',
  '~',
  '[1, 2]',
  '{ a: b }',
  '"text"',
  'text',
  '[',
  '{',
  '"',
  "'",
  '|',
  '*x',
  '&x',
  '!x',
  '- x',
  'a: b',
]
const GARBAGE = ['---', '...', '%YAML 9.9', '}', ']', '- - -', '<<: 1', '? a', '\t', '"', ':', '!!str', '@']

/** One random change of one random line; `pick` chooses with one number each time. */
export function mutate(text: string, pick: (count: number) => number): Mutated {
  const lines = text.split('\n').slice(0, -1)
  const line = pick(lines.length)
  const changes = changesOf(lines[line]!, pick)
  const change = changes[pick(changes.length)]!()
  const replaced = lines.toSpliced(line, 1, ...(change.lines as string[]))
  const changed = line + 1 + change.changed
  return { what: change.what, bytes: joinBytes(replaced), lines: [changed, ...lookalikes(replaced, changed - 1)] }
}

/** The twin of a doubled line, from 1. */
function lookalikes(lines: readonly (string | Uint8Array)[], index: number): number[] {
  return [index - 1, index + 1].filter((other) => lines[other] === lines[index]).map((other) => other + 1)
}

function changesOf(line: string, pick: (count: number) => number): (() => LineChange)[] {
  const at = () => pick(line.length + 1)
  const one = (what: string, ...lines: (string | Uint8Array)[]): LineChange => ({ what, lines, changed: 0 })
  return [
    () => one('deeper', ' '.repeat(1 + pick(4)) + line),
    () => one('shallower', line.replace(new RegExp(`^ {1,${1 + pick(3)}}`), '')),
    () => one('stray', insert(line, at(), STRAY[pick(STRAY.length)]!)),
    () => one('control', insert(line, at(), CONTROL[pick(CONTROL.length)]!)),
    () => one('byte', insertByte(line, at(), [0x80, 0xc3, 0xff, 0xe2, 0xf0][pick(5)]!)),
    () => one('deleted', removeAt(line, at())),
    () => one('cut', line.slice(0, at())),
    () => one('value', line.replace(/: .*$|:$/, `: ${VALUES[pick(VALUES.length)]}`)),
    () => one('tab', line.replace(/^ +/, '\t')),
    () => one('tab inside', insert(line, at(), '\t')),
    () => one('swapped', swapAt(line, at())),
    () => one('garbage', GARBAGE[pick(GARBAGE.length)]!),
    () => ({ what: 'twice', lines: [line, line], changed: 1 }),
    () => ({ what: 'added', lines: [line, GARBAGE[pick(GARBAGE.length)]!], changed: 1 }),
    () => one('typo', line.replace(/[a-z]/, 'q')),
    () => one('case', line.toUpperCase()),
  ]
}

function insert(line: string, at: number, text: string): string {
  return line.slice(0, at) + text + line.slice(at)
}

function removeAt(line: string, at: number): string {
  return line.slice(0, at) + line.slice(at + 1)
}

function swapAt(line: string, at: number): string {
  return line.slice(0, at) + (line[at + 1] ?? '') + (line[at] ?? '') + line.slice(at + 2)
}

function insertByte(line: string, at: number, byte: number): Uint8Array {
  return Uint8Array.from([...Buffer.from(line.slice(0, at)), byte, ...Buffer.from(line.slice(at))])
}

function joinBytes(lines: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))
}

/** Numbers that `mutate` picks with: shrinking them finds the smallest change that still fails. */
export const picks: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(), { minLength: 6, maxLength: 6 })

export function makePicker(numbers: readonly number[]): (count: number) => number {
  let next = 0
  return (count) => (numbers[next++ % numbers.length] ?? 0) % count
}
